"""What the pages share: set-up, language, loaders, charts. With the pages, the only code that knows Streamlit."""
