"""Entry of the web page: `python -m streamlit run ui/entry/app.py`.

In a folder of its own: beside one called pages, Streamlit takes its files for the addresses there are, and
tells the first visitor of any other that it does not exist.
"""

if __name__ == "__main__":
    # not in the processes that read files: each runs anew what its parent was started with
    from ui.navigation import show_page

    show_page()
