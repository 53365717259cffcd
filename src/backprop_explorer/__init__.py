"""Backprop Explorer: one mini-batch through a small neural network, every matrix with its shape."""
