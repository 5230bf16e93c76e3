"""What came of a test run."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """The outcome of a run; ``complaints`` is what its reader has to see, ``log`` the file with all the rest."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: list = field(default_factory=list)
    log: object = None

    def add(self, other):
        """Add the counts of another report."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"
