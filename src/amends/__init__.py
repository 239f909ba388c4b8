"""Amends (服务补救平台): turns service failures into kept customers."""

__version__ = "0.1.0"
