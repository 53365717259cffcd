"""The parts of the network's picture."""
