"""Persons, organisations and calls for projects, from an application to the incubator that its agreement founds."""
