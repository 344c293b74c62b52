"""Everything a trained model needs to be used: no Streamlit, no training loop."""
