"""The electronic seal of a PDF: PAdES B-B, certifying, so that no change after it goes unnoticed.

The office's certificate and key are the settings ``SIGNING_CERTIFICATE`` and ``SIGNING_KEY``.
Without them the bundled database, which is there for trying, seals with a demonstration
certificate of its own that says so; a portal with its own database then seals nothing, and says
that. What a seal proves: these are the bytes the portal made. Who signed, the paper says.
"""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings

from bengkalis.errors import DomainError
from bengkalis.signing_settings import SealPair, kept_once
from programs.enums import SealKind

FIELD, LOCATION = "SegelDinas", "Bengkalis, Riau"
REASON = "Segel dinas: naskah lengkap ditandatangani"
VALID = timedelta(days=3650)
OWNER = "CONTOH – Segel Peragaan Portal Koperasi dan UMKM Bengkalis"
AUTHORITY = "CONTOH – Otoritas Peragaan Portal Koperasi dan UMKM Bengkalis"


class SealRefused(DomainError):
    """The certificate cannot seal now: it ran out while the portal was running."""


@dataclass(frozen=True)
class Sealer:
    """What seals PDFs now: of what kind, with whose certificate."""

    kind: SealKind
    owner: str = ""
    pair: SealPair | None = None

    def seal(self, pdf: bytes, title: str) -> bytes:
        """``pdf`` with the seal; as it is where there is none. Raises SealRefused."""
        return sealed(pdf, self.pair, title) if self.pair else pdf


def sealer() -> Sealer:
    """The office's certificate, the demonstration's, or none."""
    if settings.SEAL_PAIR:
        return Sealer(SealKind.CERTIFIED, owner_of(settings.SEAL_PAIR), settings.SEAL_PAIR)
    if settings.BUNDLED_DATABASE:
        pair = demonstration()
        return Sealer(SealKind.DEMONSTRATION, owner_of(pair), pair)
    return Sealer(SealKind.NONE)


def owner_of(pair: SealPair) -> str:
    """The common name on the certificate, or all of its subject."""
    from cryptography.x509 import load_pem_x509_certificates
    from cryptography.x509.oid import NameOID

    subject = load_pem_x509_certificates(pair.chain)[0].subject
    names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else subject.rfc4514_string()


def sealed(pdf: bytes, pair: SealPair, title: str) -> bytes:
    """``pdf`` with a certifying PAdES signature that allows no change. Raises SealRefused."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    signer = _signer(pair)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    seal = signers.PdfSigner(_metadata(title), signer, new_field_spec=_field())
    with ThreadPoolExecutor(1) as beside:  # pyHanko runs an event loop; here may be one already
        return beside.submit(seal.sign_pdf, writer).result().getvalue()


def _signer(pair: SealPair):
    signer = _loaded(pair)
    ends = signer.signing_cert.not_valid_after
    if datetime.now(UTC) > ends:
        raise SealRefused(f"Sertifikat segel berakhir {ends:%d-%m-%Y}.")
    return signer


@cache
def _loaded(pair: SealPair):
    """Read once a process: checking an RSA key takes longer than signing with it."""
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    own, *others = load_certs_from_pemder_data(pair.chain)
    return signers.SimpleSigner(
        signing_cert=own,
        signing_key=load_private_key_from_pemder_data(pair.key, None),
        cert_registry=SimpleCertificateStore.from_certs(others),
    )


def _metadata(title: str):
    from pyhanko.sign import fields, signers

    return signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=f"{REASON}: {title}"[:250],
        location=LOCATION,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )


def _field():
    """An invisible field beyond the page's edge: neither hidden (PDF/A) nor read out (PDF/UA)."""
    from pyhanko.sign import fields

    beyond = fields.InvisSigSettings(
        set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
    )
    return fields.SigFieldSpec(
        FIELD, invis_sig_settings=beyond, readable_field_name="Segel elektronik dinas"
    )


# --- the demonstration's own ---------------------------------------------------------------------


def demonstration() -> SealPair:
    """The demonstration's certificate and key, made at first need; one for all processes."""
    text = kept_once(settings.SIGNING_FOLDER / "demo_seal.pem", _fresh)
    at = text.index(b"-----BEGIN CERTIFICATE")
    pair = SealPair(chain=text[at:], key=text[:at])
    kept_once(settings.SIGNING_FOLDER / "demo_ca.pem", lambda: authority_of(pair))
    return pair


def authority_of(pair: SealPair) -> bytes:
    """The last certificate of the chain, as PEM: what a reader has to trust."""
    mark = b"-----BEGIN CERTIFICATE"
    return mark + pair.chain.rpartition(mark)[2]


def _fresh() -> bytes:
    """Key, certificate and the certificate of its authority, whose key nobody keeps."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    above, key = (rsa.generate_private_key(65537, 3072) for _ in range(2))
    root = _certificate(AUTHORITY, AUTHORITY, above.public_key(), above, is_authority=True)
    own = _certificate(OWNER, AUTHORITY, key.public_key(), above, is_authority=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)


def _certificate(owner: str, issuer: str, public, signed_with, is_authority: bool):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    now = datetime.now(UTC)
    above = x509.SubjectKeyIdentifier.from_public_key(signed_with.public_key())
    plain = (
        x509.CertificateBuilder()
        .subject_name(_name(owner))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(is_authority, 0 if is_authority else None), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), False)
        .add_extension(_usage(is_authority), True)
    )
    return plain.sign(signed_with, hashes.SHA256())


def _usage(is_authority: bool):
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str):
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Demonstrasi, bukan instansi"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
