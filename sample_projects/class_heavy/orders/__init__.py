from orders.model import Line, Order, Point, Status
from orders.pricing import Bulk, Flat, Pricing

__all__ = ["Bulk", "Flat", "Line", "Order", "Point", "Pricing", "Status"]
