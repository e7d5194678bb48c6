"""What the use cases of applications look up: the published call, organisations, an assessor's ties, who to tell."""

from typing import Any

from contracts import registry_parts as published
from services.chassis.reader import Reader
from services.chassis.refusal import Invalid
from services.chassis.work import Work
from services.incubator_registry.application import Application
from services.incubator_registry.call import Call
from services.incubator_registry.call import State as CallState
from services.incubator_registry.deposit import CallNotOpen, PublishedCall
from services.incubator_registry.mails import tell_representatives
from services.incubator_registry.organisation import Organisation
from services.incubator_registry.person import Person
from services.incubator_registry.person import State as PersonState


async def published_call(reader: Reader, call: str) -> PublishedCall:
    """The published rules of a call. Raises NotFound, CallNotOpen for a draft."""
    found = await reader.get(Call, call)
    if found.state is CallState.DRAFT:
        raise CallNotOpen("Cet appel n'est pas publié.", field="call")
    return rules_of(found)


def rules_of(call: Call) -> PublishedCall:
    """What binds the applications to a published call; the closing instant as it was moved for all."""
    parts = call.rules.public()
    rules = tuple(
        published.EligibilityRule(
            code=each.code, label=each.label, article=each.article, requires_role=each.requires_role
        )
        for each in call.rules.eligibility
    )
    return PublishedCall.model_validate(
        {
            "call": call.id,
            "version": call.rules_version,
            "types": parts["incubator_types"],
            "opens_at": call.opens_at,
            "closes_at": call.closes_at,
            **{name: parts[name] for name in ("questions", "pieces", "criteria", "priorities")},
            "eligibility": rules,
        }
    )


async def check_organisation(reader: Reader, organisation: str, field: str) -> None:
    """Raises Invalid for an organisation that is not registered."""
    if await reader.find(Organisation, organisation) is None:
        raise Invalid("Cet organisme n'est pas inscrit : invitez-le d'abord à s'inscrire.", field=field)


async def ties_of(reader: Reader, person: str, field: str) -> frozenset[str]:
    """The organisations a person is a member of. Raises Invalid when the person is not registered."""
    found = await reader.find(Person, person)
    if found is None or found.state is not PersonState.ACTIVE:
        raise Invalid("Cette personne n'est pas inscrite.", field=field)
    return frozenset(each.id for each in await reader.where(Organisation, members__person=person))


async def tell_grouping(work: Work, application: Application, template: str, **facts: Any) -> None:
    """Write to the representatives of every organisation of the grouping, once for each event of the dossier."""
    cause = f"{application.subject}|{template}|{application.sequence}"
    known = {"title": application.content.title, "number": application.id, **facts}
    await tell_representatives(work, application.grouping.organisations, template, cause, **known)
