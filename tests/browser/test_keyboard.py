"""A person without a mouse: a whole mini-batch, one number and its nudge, by Tab, Enter, Space and the arrows alone."""

# The element that has the focus: its role and name, whether it can be seen, and whether it looks focused.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // The ring of a mark of the picture is drawn inside of it, that of Streamlit's fields some boxes further out.
  const inside = element instanceof SVGElement ? [...element.querySelectorAll("*")] : [], parts = [element];
  while (parts.length < 5 && parts.at(-1).parentElement) parts.push(parts.at(-1).parentElement);
  parts.push(...inside);
  const props = ["outline", "box-shadow", "border-color", "background-color",
    "stroke", "stroke-width", "fill", "text-decoration"];
  const look = () => parts.flatMap((part) => [null, "::before", "::after"].flatMap((pseudo) =>
    props.map((prop) => getComputedStyle(part, pseudo).getPropertyValue(prop)))).join();
  for (const part of parts) part.style.transition = "none";
  const focused = look(), { left, top, right, bottom } = element.getBoundingClientRect();
  element.blur();
  const plain = look();
  element.focus({ focusVisible: true, preventScroll: true });
  for (const part of parts) part.style.transition = "";
  const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
  const name = element.getAttribute("aria-label") || labels || element.textContent || element.title;
  return {
    role: element.getAttribute("role") ?? element.localName,
    name: name.replace(/\\s+/g, " ").trim().slice(0, 60),
    pick: element.dataset.pick ?? element.closest("[data-pick]")?.dataset.pick ?? "",
    matrix: element.closest("[data-matrix]")?.dataset.matrix ?? "",
    slider: element.type === "range" || element.getAttribute("role") === "slider",
    seen: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
    ring: focused !== plain,
  };
}"""

MOST_STOPS = 300


def tab_to(page, wanted, key="Tab"):
    """Press Tab until what has the focus is wanted; every stop on the way has a name, is in sight and looks focused."""
    passed = []
    for _ in range(MOST_STOPS):
        page.page.keyboard.press(key)
        stop = page.page.evaluate(FOCUSED)
        if stop is None:  # outside of the page, before its beginning
            continue
        passed.append(stop)
        if wanted(stop):
            assert [each for each in passed if not (each["name"] and each["seen"] and each["ring"])] == []
            return stop
    raise AssertionError(f"Not reached by {key}: {[each['name'] for each in passed]}")


def test_a_whole_mini_batch_by_the_keyboard_alone(visit):
    page = visit()
    tab_to(page, lambda stop: stop["name"] == "phase ▶")
    begun, seen = page.place, []
    for number in range(11):
        page.strike("Enter" if number % 2 else "Space")
        seen.append(page.place.phase)
        assert page.page.evaluate(FOCUSED)["name"] == "phase ▶", "The focus has to stay where it was."
    assert begun == (0, "batch") and page.place == (1, "batch")
    assert seen == ["z-1", "a-1", "z-2", "a-2", "cost", "delta-2", "grad-2", "delta-1", "grad-1", "update", "batch"]
    stop = tab_to(page, lambda stop: stop["pick"] == "phase:cost")
    page.page.keyboard.press("Enter")
    page.settle(1, "cost")
    assert page.page.evaluate(FOCUSED)["pick"] == stop["pick"]


def test_one_number_and_its_nudge_by_the_keyboard_alone(visit):
    page = visit(phase="grad-1")
    tab_to(page, lambda stop: stop["matrix"] == "w-1")
    page.page.keyboard.press("Enter")  # into the table
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector('[data-pick="panel:weight"][aria-pressed="true"]')
    tab_to(page, lambda stop: stop["slider"])
    slider = page.page.locator("[type=range]:focus, [role=slider]:focus")
    before, said = slider.input_value(), page.page.locator('[data-slot="phase"]').inner_text()
    page.page.keyboard.press("ArrowRight")
    page.page.wait_for_function("(said) => document.querySelector('[data-slot=phase]').innerText !== said", arg=said)
    assert page.page.evaluate(FOCUSED)["slider"] and slider.input_value() != before


def test_every_stop_of_the_tab_key_has_a_name_a_place_in_sight_and_a_ring(visit):
    page = visit(phase="delta-1")
    tab_to(page, lambda stop: stop["name"] == "phase ▶")
    tab_to(page, lambda stop: stop["name"] == "phase ▶")  # once round the whole page
    tab_to(page, lambda stop: stop["name"] == "◀ phase", "Shift+Tab")
