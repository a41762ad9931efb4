"""Everything that can go wrong and be told to a person.

ParagrafError
├── NothingPublished        a question was asked before anything was ingested
├── ServerFailed            a server did not start, or stopped answering
│   ├── PortTaken           another program has the address
│   └── ModelUnavailable    the model server does not answer
├── DataFolderBusy          another process is changing the library
├── PublicationHeld         publishing now would mix documents read in two ways
├── WithdrawalHeld          something else of the document's source waits to be published
├── PlanOvertaken           something else was published since a plan was made
├── SecondPersonNeeded      somebody else must approve what one has proposed
├── DiskFull                no room left for what had to be written
├── IndexDamaged            the vector index and the library differ
├── ModelFilesWrong         a model's files are missing, incomplete or not the expected ones
├── FolderClosed            a file could not be written beside the guidelines
├── FileNotReadable         one file could not be read; the others can
├── Quarantined             a person must put something about a document right first
│   ├── FactsInvalid        what is said about a document makes no sense
│   └── HiddenInstructions  a document speaks to the model where its readers do not see it
├── SettingInvalid          a setting has a value that cannot be used
└── BadInput                what was typed or given cannot be used
"""


class ParagrafError(Exception):
    """Base of all errors that are told to a person.

    `user_message` is one sentence or two: what happened, and what to do next.
    `code` names the sentence in the catalogues of the page.
    """

    code = "error"

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message


class NothingPublished(ParagrafError):
    """No publication exists yet."""

    code = "nothing_published"


class ServerFailed(ParagrafError):
    """A server did not become healthy, or went away."""

    code = "server_failed"


class PortTaken(ServerFailed):
    """The address a server should listen on is in use."""

    code = "port_taken"


class ModelUnavailable(ServerFailed):
    """The model server does not answer."""

    code = "model_unavailable"


class DataFolderBusy(ParagrafError):
    """Another process holds the lock for changing the library."""

    code = "data_folder_busy"


class PublicationHeld(ParagrafError):
    """What is staged cannot be published by itself."""

    code = "publication_held"


class PlanOvertaken(ParagrafError):
    """Carrying out a plan would change something else than it says."""

    code = "plan_overtaken"


class SecondPersonNeeded(ParagrafError):
    """What is to be published was not proposed by somebody else, or not like this."""

    code = "second_person_needed"


class WithdrawalHeld(ParagrafError):
    """A document cannot be taken out while something else of its source waits."""

    code = "withdrawal_held"


class DiskFull(ParagrafError):
    """There is no room left on the disk."""

    code = "disk_full"


class IndexDamaged(ParagrafError):
    """The vector index does not hold what the library says it should."""

    code = "index_damaged"


class ModelFilesWrong(ParagrafError):
    """A model's files are missing or their sums do not match."""

    code = "model_files_wrong"


class FolderClosed(ParagrafError):
    """A folder of guidelines may not be written to."""

    code = "folder_closed"


class FileNotReadable(ParagrafError):
    """A file has no text that can be read."""

    code = "file_not_readable"


class Quarantined(ParagrafError):
    """A document could be read, but must not be answered from before a person has put it right."""

    code = "quarantined"


class FactsInvalid(Quarantined):
    """Front matter or a sidecar has a value that cannot be used."""

    code = "facts_invalid"


class HiddenInstructions(Quarantined):
    """Text that is hidden from readers tells a language model what to do."""

    code = "hidden_instructions"


class SettingInvalid(ParagrafError):
    """A setting cannot be used as it is."""

    code = "setting_invalid"


class BadInput(ParagrafError):
    """What a person gave cannot be used."""

    code = "bad_input"
