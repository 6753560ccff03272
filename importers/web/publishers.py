"""Who publishes the files that can be loaded, and the page to copy a file's address from.

Addresses of single files are not kept here: publishers move and revise them, so people copy the current one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Publisher:
    """A publisher's page.

    Attributes
    ----------
    publisher, publication : str
    page : str
        Address of the page that lists the files.
    files : str
        Which of its files can be loaded, in words for people.
    """

    publisher: str
    publication: str
    page: str
    files: str


PUBLISHERS = (
    Publisher(
        "NHS England",
        "Cancer Waiting Times",
        "https://www.england.nhs.uk/statistics/statistical-work-areas/cancer-waiting-times/",
        "the commissioner-based workbooks (.xlsx)",
    ),
    Publisher(
        "Department of Health and Social Care",
        "Fingertips, Cancer Services",
        "https://fingertips.phe.org.uk/profile/cancerservices",
        "the data of an area type as a CSV file (Download)",
    ),
    Publisher(
        "Office for National Statistics",
        "Open Geography Portal",
        "https://geoportal.statistics.gov.uk/",
        "the boundaries of Clinical Commissioning Groups, sub-ICB locations or Integrated Care Boards "
        "(GeoJSON, GeoPackage or shapefile; the generalised ones, marked BGC or BUC, are small enough)",
    ),
)
