"""The network as one picture, and the phases of the mini-batch as a line of stops around it."""
