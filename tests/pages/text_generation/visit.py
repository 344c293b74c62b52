"""What a visitor does on the text page."""

from streamlit.testing.v1 import AppTest

from pages.text_generation.drafts import Shelf


def shelf(app: AppTest, author: str = "shakespeare") -> Shelf:
    return app.session_state[f"text_shelf_{author}"]


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception and not app.error
    return app
