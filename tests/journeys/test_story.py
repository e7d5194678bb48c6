"""The story of 2019 to 2022, played once; what is only read comes first, what changes it comes last."""

from tests.journeys import again, call, experiments, facts, incubators, pages, reports, stops

TestTheCall = call.Call
TestTheIncubators = incubators.Incubators
TestTheExperiments = experiments.Experiments
TestTheReports = reports.Reports
TestThePages = pages.Pages
TestPlayedAgain = again.Again
TestEveryFact = facts.Facts
TestServicesStopped = stops.Stops
