"""What every service counts, for `/metrics`. No label ever holds an id of a person or a dossier."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

COMMANDS = Counter("pepiniere_commands", "Commands accepted", ["action"])
REFUSALS = Counter("pepiniere_refusals", "Commands and queries refused", ["code"])
REQUEST = Histogram("pepiniere_request_seconds", "Time to answer", ["method", "status"], buckets=SECONDS)
EVENTS_SENT = Counter("pepiniere_events_sent", "Events acknowledged by the broker", ["topic"])
ARRIVALS = Counter("pepiniere_arrivals", "Events that arrived, by what became of them", ["group", "fate"])
PARKED = Counter("pepiniere_parked", "Events parked", ["group", "reason"])
BATCH = Histogram("pepiniere_batch_size", "Events in a batch", ["group"], buckets=(1, 5, 20, 50, 100, 200, 500))
DEADLINES = Counter("pepiniere_deadlines", "Deadlines that fell", ["kind"])
LAG = Gauge("pepiniere_lag", "Messages not yet committed", ["group"])
UNSENT = Gauge("pepiniere_unsent", "Events not yet sent")
