"""What can go wrong around a broker; each message is one sentence that ends with its cure.

BrokerTrouble
    BrokerUnavailable        nobody answers at the address
    BrokerNotStarted         the embedded broker died or was too slow
        PortTaken            somebody else listens on the given port
        FolderInUse          another broker lives in the folder
        NoRoom               the disk is nearly full
        ExtraMissing         the `embedded` extra is not installed
        DownloadFailed       the jars could not be fetched
        JarRefused           a jar is not the one that was pinned
    TopicsRefused            the broker would not do what was asked of a topic
    CopartitionBroken        topics that are joined have different partition counts
"""


class BrokerTrouble(Exception):
    """Root of this tree; its message is fit to be shown to a user as it is."""


class BrokerUnavailable(BrokerTrouble):
    """No broker answers at the address."""


class BrokerNotStarted(BrokerTrouble):
    """The embedded broker could not be started."""


class PortTaken(BrokerNotStarted):
    """The port that was asked for is in use."""


class FolderInUse(BrokerNotStarted):
    """Another living broker holds the data folder."""


class NoRoom(BrokerNotStarted):
    """The disk of the data folder has too little free space."""


class ExtraMissing(BrokerNotStarted):
    """The optional libraries of the embedded broker are not installed."""


class DownloadFailed(BrokerNotStarted):
    """A jar could not be fetched."""


class JarRefused(BrokerNotStarted):
    """A jar's checksum is not the one in the lock file."""


class TopicsRefused(BrokerTrouble):
    """The broker refused to create or change a topic."""


class CopartitionBroken(BrokerTrouble):
    """Topics that are read together have different partition counts."""
