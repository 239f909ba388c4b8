"""The work behind `amends triage learn`: failure types learnt from the cases of this house."""

import os

from amends.cli import installation
from amends.cli.words import _, print_json


def learn_now(*, as_json: bool) -> None:
    """Learn, and say how good it is and whether it is used."""
    os.nice(10)  # whoever waits for a page goes first
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other busily help nobody here
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.services.drifting import watch_drift  # noqa: PLC0415
    from amends.services.holding_contests import judge_anew  # noqa: PLC0415
    from amends.services.learning import learn_types  # noqa: PLC0415

    watch_drift(now=timezone.now())  # of what was in use, before something else is
    learnt = learn_types(now=timezone.now())
    judge_anew(now=timezone.now())
    if as_json:
        figures = {"texts": learnt.texts, **learnt.figures, "before": learnt.champion_figures} if learnt else {}
        print_json({"learnt": learnt is not None, "used": bool(learnt and learnt.taken_up_at), **figures})
    elif learnt is None:
        print(_("nothing new to learn, or too little yet"))
    else:
        told = {
            "texts": learnt.texts,
            "right": learnt.figures["accuracy"],
            "before": learnt.champion_figures["accuracy"],
        }
        print(_("learnt from %(texts)d texts: %(right).2f right, before %(before).2f") % told)
        print(_("It is used from now on.") if learnt.taken_up_at else _("What was used before stays."))
