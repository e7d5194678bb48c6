"""The whole platform on one machine, without containers: what `make run` starts, watches and stops."""
