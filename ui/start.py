"""Where `paragraf` begins. Each process that reads files imports this again, and so nothing else."""


def main() -> None:
    """Run the command."""
    from ui.cli import main as run

    run()
