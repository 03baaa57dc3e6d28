"""Trade fairs: before, during and after. The first rooms arrive with the fair chain."""
