"""The demonstration's documents: few, small, real PDFs, and marked as made up."""

from django.core.files.base import ContentFile

from registry.demo.documents import MOST, pdf
from registry.documents import judge, path_of
from registry.models import Document


def test_there_are_a_few_and_each_has_its_file(demo):
    rows = Document.objects.filter(is_demo=True)
    assert rows.count() == MOST
    for row in rows.order_by("pk")[:5]:
        row.full_clean()
        content = path_of(row).read_bytes()
        assert len(content) == row.size
        assert b"CONTOH" in content


def test_the_pages_are_what_the_store_takes():
    content = pdf(["Koperasi (lama) \\ baru"])
    assert judge(ContentFile(content, "a.pdf")) == "application/pdf"
    assert content == pdf(["Koperasi (lama) \\ baru"])
