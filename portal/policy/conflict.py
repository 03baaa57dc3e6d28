"""The refusal that every writer may raise when the world has moved on."""


class Conflict(Exception):
    """Somebody else changed the object first, or its state no longer allows the action. Answered with 409.

    The message is shown to the person and says what to do now.
    """
