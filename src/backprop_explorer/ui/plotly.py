"""The library that draws the charts of learning, packed once for all who open one."""

from __future__ import annotations
