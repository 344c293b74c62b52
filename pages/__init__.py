"""The pages: Streamlit finds ``N_Name.py`` here; what they share is in ``shared/``."""
