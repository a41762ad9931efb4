"""Entry of the web page: `python -m streamlit run ui/app.py`."""

if __name__ == "__main__":
    # not in the processes that read files: each runs anew what its parent was started with
    from ui.navigation import show_page

    show_page()
