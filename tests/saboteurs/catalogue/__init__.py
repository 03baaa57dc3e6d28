"""Every saboteur, room by room: each module here lists its own as SABOTEURS."""

from importlib import import_module
from pkgutil import iter_modules

from tests.saboteurs.saboteur import Saboteur

SABOTEURS: tuple[Saboteur, ...] = tuple(
    saboteur
    for module in sorted(iter_modules(__path__), key=lambda found: found.name)
    for saboteur in import_module(f"{__name__}.{module.name}").SABOTEURS
)
