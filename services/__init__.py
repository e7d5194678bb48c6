"""The independent services, and the chassis they stand on."""
