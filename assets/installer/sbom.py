"""The list of contents of an installer as a CycloneDX bill of materials, the same in each build."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Item
from cyclonedx.model.component import ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from assets.installer.component import Component
from assets.installer.stamp import Stamp


def bill_of_materials(components: Sequence[Component], stamp: Stamp) -> str:
    """CycloneDX 1.6 as JSON: the app, its packages, and what those carry inside."""
    app = Item(
        name="wakewright",
        version=stamp.version,
        type=ComponentType.APPLICATION,
        bom_ref="wakewright",
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    bill = Bom(
        metadata=BomMetaData(component=app, timestamp=datetime.fromtimestamp(stamp.epoch, UTC)),
        # Names this build and no other, and comes out the same when it is made again.
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"wakewright/{stamp.version}/{stamp.commit}"),
    )
    items = {component: _item(component) for component in components}
    for item in items.values():
        bill.components.add(item)
    bill.register_dependency(app, [item for each, item in items.items() if not each.inside])
    for package, item in items.items():
        carried = [items[each] for each in components if each.inside == package.name]
        bill.register_dependency(item, carried if not package.inside else ())
    output = make_outputter(bill, OutputFormat.JSON, SchemaVersion.V1_6)
    return output.output_as_string(indent=1) + "\n"


def _item(component: Component) -> Item:
    address = PackageURL(
        component.kind,
        "debian" if component.kind == "deb" else None,
        component.name,
        component.version,
    )
    licences = [LicenseFactory().make_from_string(component.licence)] if component.licence else []
    links = [_link(component.homepage)] if component.homepage else []
    return Item(
        name=component.name,
        version=component.version,
        type=ComponentType.LIBRARY,
        bom_ref=address.to_string() + (f"#in-{component.inside}" if component.inside else ""),
        purl=address,
        licenses=licences,
        external_references=links,
    )


def _link(homepage: str) -> ExternalReference:
    return ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(homepage))
