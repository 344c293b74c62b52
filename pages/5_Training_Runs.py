"""Training runs: curves, settings and figures of shipped models and run folders, side by side."""

import streamlit as st

from pages.shared import _, page, show_code
from pages.training_runs import comparison as runs

with page("training_runs"):
    found = runs.find()
    if not found:
        st.info(_("There is no model and no run yet. `python -m training.digit_gan` makes the first one."))
    else:
        names = st.multiselect(
            _("Shipped models and run folders"),
            list(found),
            default=runs.first_choice(found),
            max_selections=runs.MOST_RUNS,
            key="runs",
            bind="query-params",
            placeholder=_("Choose what to compare"),
        )
        opened = runs.open_all({name: found[name] for name in names if name in found})
        if opened:
            runs.show_summary(opened)
            runs.show_curves(opened)
            runs.show_figures(opened)
            runs.show_configs(opened)
            runs.show_commands(opened)
        elif not names:
            st.info(_("Choose at least one above."))
    show_code(runs.open_run, runs.compare)
