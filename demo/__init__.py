"""Demonstration data: centers, people and cases that are plainly invented. Installed by the dev and test settings only."""
