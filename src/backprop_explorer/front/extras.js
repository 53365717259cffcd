// What helps around the page: explanations, keys, presenter, tour.
import { away } from "./away.js";
import { embed } from "./embed.js";
import { exhibits } from "./exhibits.js";
import { fields } from "./fields.js";
import { explain } from "./glossary.js";
import { keys } from "./keys.js";
import { learning } from "./learning.js";
import { motion } from "./motion.js";
import { mount } from "./mount.js";
import { present } from "./present.js";
import { share } from "./share.js";
import { tour } from "./tour.js";

const ALL = [explain, present, keys, share, tour, motion, away, embed, exhibits, learning, fields];

export default ({ data, parentElement, setTriggerValue }) =>
  mount(parentElement, { ...data, again: () => setTriggerValue("again", true) }, ALL);
