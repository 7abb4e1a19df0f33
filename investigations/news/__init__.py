"""Who is told?  Notices in the application, and mail that says no more than that something waits."""

from .notices import notices_for, notify, unread_for

__all__ = ["notices_for", "notify", "unread_for"]
