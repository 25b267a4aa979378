"""A file that somebody lets be compared: its SHA-256 is taken while it streams, nothing is kept."""

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Fingerprinted(UploadedFile):
    """What is left of an uploaded file: name, size and ``sha256``. It has no content."""

    def __init__(self, name: str, size: int, sha256: str):
        super().__init__(BytesIO(), name=name, size=size)
        self.sha256 = sha256


class FingerprintHandler(FileUploadHandler):
    """Hashes chunk after chunk and lets each go: neither memory nor a temporary file holds it."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.hash = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.hash.update(raw_data)

    def file_complete(self, file_size: int) -> Fingerprinted:
        return Fingerprinted(self.file_name, file_size, self.hash.hexdigest())
