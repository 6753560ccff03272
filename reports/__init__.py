"""Files to take away: a result in, bytes out, each with the notes that make it understood. No Streamlit."""
