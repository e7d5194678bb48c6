"""The story of 2019 to 2022, played once; what is only read comes first, what changes it comes last."""

from tests.journeys import (
    again,
    call,
    experiments,
    facts,
    facts_money,
    incubators,
    journal,
    money,
    pages,
    reports,
    stops,
)

TestTheCall = call.Call
TestTheIncubators = incubators.Incubators
TestTheExperiments = experiments.Experiments
TestTheReports = reports.Reports
TestTheMoney = money.Money
TestTheHoldAndTheRecovery = money.HoldAndRecovery
TestTheAccounts = money.Accounts
TestOneEuro = money.OneEuro
TestTheJournal = journal.Journal
TestAFigurePutRight = journal.PutRight
TestWhatIsAdapted = journal.Adapted
TestGatherings = journal.Meetings
TestReadByMachines = journal.ReadByMachines
TestThePages = pages.Pages
TestPlayedAgain = again.Again
TestTheFactsOfMoney = facts_money.MoneyFacts
TestEveryFact = facts.Facts
TestServicesStopped = stops.Stops
