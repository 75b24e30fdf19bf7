"""The table of diagnostic codes: what each stands for, how bad it is and what to do about it.

A prefix names the stage: FET fetching, DOC reading, RUN processes that read, TBL tables, REF the reference, CON its
conflicts, LNK links between tables, PHR wording, EXA examples, PER permissions, SPC the OpenAPI document, GLO
glossaries, RED facts editions, CFG configuration, GEN generation, SMP code samples, PRO profiles, TSC TypeScript,
GAT gateways, SIT the site, OUT files on disk. A code never changes its meaning and is never used again.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: only an error makes a command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic code stands for."""

    severity: Severity
    title: str
    help: str


ERROR, WARNING, NOTE = Severity

CODES: dict[str, Code] = {
    # DOC: bytes to documents
    "DOC001": Code(ERROR, "file cannot be read", "check that the path exists and that you may read it"),
    "DOC002": Code(ERROR, "not a text file", "save the page as HTML, Markdown or text (for a PDF: its text layer)"),
    "DOC003": Code(WARNING, "encoding is a guess", "save the file as UTF-8, or declare its charset"),
    "DOC004": Code(ERROR, "document is too large or nested too deep", "split the document, one chapter a file"),
    "DOC005": Code(ERROR, "no API reference found", "an operation has a line such as `GET /v1/things/{id}`"),
    "DOC006": Code(NOTE, "file left out", "only HTML, Markdown and text files are read"),
    "DOC007": Code(ERROR, "reader crashed", "please report it, with the facts edition that `apiscribe redact` makes"),
    # RUN: processes and clusters that read
    "RUN001": Code(ERROR, "scheduler cannot be reached", "check the address; without --scheduler this machine reads"),
    "RUN002": Code(ERROR, "workers are lost", "run the command again, with fewer of them (--jobs 1) if it is memory"),
    "RUN003": Code(ERROR, "no client of the cluster", "install it: pip install 'apiscribe[dask]'"),
    # FET: URLs to bytes
    "FET001": Code(ERROR, "not a URL that is fetched", "give an absolute http or https URL"),
    "FET002": Code(ERROR, "host or address is refused", "if you trust it, name it: --allow-host, --allow-private"),
    "FET003": Code(ERROR, "server cannot be reached", "check the URL and your connection, then run the command again"),
    "FET004": Code(ERROR, "it takes too long", "run the command again: it goes on with what it has"),
    "FET005": Code(ERROR, "the server refuses or fails", "open the URL in a browser; if it works, run again later"),
    "FET006": Code(ERROR, "answer is broken", "run the command again; else save the page by hand and give the file"),
    "FET007": Code(ERROR, "too much", "fetch less of it, or raise the limit if you trust the server"),
    "FET008": Code(ERROR, "redirects lead nowhere", "open the URL in a browser and give the one that it ends at"),
    "FET009": Code(ERROR, "robots.txt refuses", "ask the site's owner, or save the page by hand and give the file"),
    "FET010": Code(ERROR, "archive cannot be read", "give a ZIP, tar or tar.gz of pages, not encrypted"),
    "FET011": Code(WARNING, "member of an archive left out", "it is not read; look whether you trust the archive"),
    "FET012": Code(ERROR, "sitemap gives no pages", "give the URL of a sitemap, or use --follow links"),
    "FET013": Code(WARNING, "linked page left out", "the page that links to it is out of date, or it is not for tools"),
    "FET014": Code(ERROR, "given up", "see the findings before; run the command again when the server is well"),
    "FET015": Code(WARNING, "page is a table of contents", "--follow links reads the pages that it links to as well"),
    "FET016": Code(ERROR, "no snapshot", "run `apiscribe fetch`, once, with a connection"),
    "FET017": Code(ERROR, "snapshot or cache is damaged", "run `apiscribe fetch` again; restore or remove a manifest"),
    # TBL: tables
    "TBL001": Code(NOTE, "table without a known header", "if it lists fields, add its header words to the profile"),
    "TBL002": Code(WARNING, "row and header differ in length", "compare the row with the page; a cell may hold a bar"),
    "TBL003": Code(WARNING, "table is cut off", "compare the end of the table with the published page"),
    "TBL004": Code(WARNING, "row without a field's name", "the row gives no field; compare it with the page"),
    "TBL005": Code(WARNING, "field twice in one table", "the first row counts; compare both with the page"),
    "TBL006": Code(WARNING, "type not understood", "the field may be anything; add the word to the profile"),
    # REF: what the document states
    "REF001": Code(ERROR, "operation without a request line", "add the method and path to the page, or an overlay"),
    "REF002": Code(WARNING, "two descriptions of one operation disagree", "`apiscribe conflicts` shows both readings"),
    "REF003": Code(NOTE, "operation is described twice", "both descriptions agree, nothing to do"),
    "REF004": Code(WARNING, "operation recovered from its example", "compare it with the published page"),
    "REF005": Code(WARNING, "placeholder without a row", "it is taken for a required string"),
    "REF006": Code(WARNING, "path parameter without a placeholder", "the row is left out; compare it with the URI"),
    "REF007": Code(ERROR, "not accounted for", "this is a defect of the tool: please report it with the page"),
    # CON: what a reference says twice, and not the same
    "CON001": Code(WARNING, "query of the URI without a row", "compare the URI with the table of query parameters"),
    "CON002": Code(NOTE, "query parameter that the URI leaves out", "the table counts; nothing to do"),
    "CON003": Code(WARNING, "listed operation that nothing describes", "compare the list with the titles of the pages"),
    "CON004": Code(NOTE, "described operation that its list lacks", "the list may be older than the page"),
    "CON005": Code(WARNING, "status table and response tables disagree", "both codes are kept; see which one is sent"),
    "CON006": Code(WARNING, "example of another request than the URI", "the URI counts; try both, or use an overlay"),
    "CON007": Code(NOTE, "contents and page differ in the title", "the title of the page counts"),
    "CON008": Code(WARNING, "described as current and as legacy", "the first one counts; correct the other"),
    "CON009": Code(NOTE, "list and page differ in the title", "the title of the page counts"),
    # LNK: links between tables
    "LNK001": Code(WARNING, "type names a table that is not there", "the field is taken for an open object"),
    "LNK002": Code(NOTE, "table that nothing refers to", "if a field should refer to it, correct the field's type"),
    "LNK003": Code(NOTE, "type and caption differ", "matched by order; compare the two names on the page"),
    "LNK004": Code(NOTE, "table refers to itself", "the schema is recursive, nothing to do"),
    # PHR: the wording of descriptions
    "PHR001": Code(WARNING, "default is not among the values", "it is kept as x-documented-default"),
    "PHR002": Code(WARNING, "default is not of the field's type", "it is kept as x-documented-default"),
    # PER: permissions
    "PER001": Code(WARNING, "permission row of no operation", "its actions are left out; compare its API and the URIs"),
    "PER002": Code(WARNING, "name and path of a permission row differ", "the name counts; compare the row with both"),
    # EXA: documented examples
    "EXA001": Code(WARNING, "example is no JSON", "it is kept as text; compare it with the published page"),
    "EXA002": Code(NOTE, "example repaired", "compare it with the published page, if in doubt"),
    "EXA003": Code(NOTE, "example shows a field that no table lists", "add the field to the table, or an overlay"),
    "EXA004": Code(NOTE, "example is not what the table says", "it is kept as x-documented-examples; correct either"),
    "EXA005": Code(NOTE, "text beside an example's JSON", "it is left out; compare it with the published page"),
    # RED: facts editions
    "RED001": Code(ERROR, "facts edition states otherwise", "this is a defect of the tool: nothing was written"),
    # SPC00x: the file and the standard's own rules
    "SPC001": Code(ERROR, "file is not YAML or JSON", "open the file at that line"),
    "SPC002": Code(ERROR, "file is too large", "split the document, or remove its examples"),
    "SPC003": Code(ERROR, "not an OpenAPI document", "give an OpenAPI 3.0 or 3.1 document"),
    "SPC004": Code(ERROR, "document breaks the standard", "compare the place with the OpenAPI specification"),
    "SPC005": Code(
        ERROR,
        "the standard's rules cannot be checked to the end",
        "correct the other errors first, and see whether it nests too deep",
    ),
    "SPC006": Code(ERROR, "not JSON values", "write the document to a file and read it again"),
    # SPC01x: references
    "SPC010": Code(ERROR, "reference to nothing", "add the component, or correct the reference"),
    "SPC011": Code(ERROR, "reference leaves the document", "move what it refers to into components"),
    "SPC012": Code(ERROR, "references run in a circle", "one of them must lead to an object"),
    # SPC02x: operations, parameters, responses
    "SPC020": Code(ERROR, "operationId is not unique", "give one of the operations another operationId"),
    "SPC021": Code(ERROR, "placeholder without a parameter", "declare a path parameter with that name"),
    "SPC022": Code(ERROR, "path parameter without a placeholder", "remove the parameter, or correct the path"),
    "SPC023": Code(ERROR, "two paths differ in placeholder names only", "put both under one path"),
    "SPC024": Code(ERROR, "response without a description", "every response needs one, if only its status phrase"),
    "SPC025": Code(WARNING, "body in a request that should have none", "servers may ignore it; see RFC 9110"),
    "SPC026": Code(WARNING, "body in a response that has none", "document the status that the server really sends"),
    "SPC027": Code(WARNING, "tag is not declared", "declare it under tags, with a description"),
    "SPC028": Code(ERROR, "security scheme is not defined", "define it in components/securitySchemes"),
    "SPC029": Code(NOTE, "operation without a success response", "the reference documents none"),
    "SPC030": Code(WARNING, "operation without an operationId", "clients need a name for it"),
    "SPC031": Code(ERROR, "method in capitals", "the keys of a path item are written small"),
    "SPC032": Code(ERROR, "parameter twice", "remove one; a parameter is known by its name and place"),
    "SPC033": Code(ERROR, "tag declared twice", "remove one of the declarations"),
    "SPC034": Code(NOTE, "paging without a visible list", "state how it pages in x-pagination, or `false` for never"),
    "SPC035": Code(ERROR, "not a schema", "compare the keyword with JSON Schema 2020-12"),
    "SPC036": Code(WARNING, "x-pagination cannot be followed", "clients take the operation for one that does not page"),
    "SPC037": Code(ERROR, "x-waiter cannot be followed", "its field is a JSON pointer to what the answer shows"),
    # SPC04x: schemas and values
    "SPC040": Code(WARNING, "example does not fit its schema", "correct one of them; the reference may be wrong"),
    "SPC041": Code(ERROR, "default is not in the enum", "add the value to the enum, or remove the default"),
    "SPC042": Code(ERROR, "enum value of another type", "no value can satisfy both; correct the type or the value"),
    "SPC043": Code(ERROR, "default of another type", "correct the type or the default"),
    "SPC044": Code(ERROR, "lower bound above the upper bound", "no value can satisfy both; swap or correct them"),
    "SPC045": Code(WARNING, "required property that is not defined", "add the property, or take it off the list"),
    "SPC046": Code(NOTE, "array without items", "say what it holds, where that is known"),
    "SPC047": Code(ERROR, "default outside the bounds", "correct the default or the bounds"),
    "SPC048": Code(ERROR, "pattern is not a regular expression", "correct it (ECMA 262 syntax)"),
    "SPC049": Code(WARNING, "enum value twice", "remove one of them"),
    # SPC05x: components
    "SPC050": Code(NOTE, "component that nothing refers to", "remove it, or refer to it"),
    # SPC06x, SPC07x: overlays and names
    "SPC060": Code(ERROR, "not an overlay", "see OpenAPI Overlay 1.0; each action needs a description, the reason"),
    "SPC061": Code(ERROR, "overlay action matches nothing", "the document has changed: correct or remove the action"),
    "SPC062": Code(ERROR, "overlay target cannot be read", "see RFC 9535 for the syntax of JSONPath"),
    "SPC063": Code(ERROR, "overlay action cannot be applied", "update merges an object, or adds to a list"),
    "SPC064": Code(ERROR, "schemas are not the same", "remove x-same-as, or correct one of the two"),
    "SPC070": Code(ERROR, "operationId has moved", "restore it, or change the record of names with intent"),
    "SPC071": Code(ERROR, "operationId was another operation's", "give the operation a name that was never given out"),
    "SPC072": Code(ERROR, "not a record of names", "restore the file, or remove it to begin anew"),
    "SPC073": Code(ERROR, "method of clients has moved", "restore it, or change the record of names with intent"),
    "SPC074": Code(ERROR, "method of clients was another operation's", "give it a name that was never given out"),
    "SPC075": Code(NOTE, "old name no longer given", "remove it from the aliases in the record of names"),
    "SPC076": Code(ERROR, "two names for one thing", "name the schema or method otherwise, or remove the alias"),
    # SPC08x: what stands beside a published document
    "SPC080": Code(ERROR, "not a provenance file", "write it again: `apiscribe build` or `scrape --provenance`"),
    "SPC081": Code(ERROR, "not a report", "write it again: `apiscribe build` or `scrape --report`"),
    "SPC082": Code(ERROR, "nothing stands there", "give a pointer, an operationId or `METHOD path` of the document"),
    "SPC083": Code(ERROR, "not a file of conflicts", "write it again: `apiscribe build`"),
    "SPC084": Code(ERROR, "documents cannot be compared", "validate both; cut down what nests too deep"),
    "SPC085": Code(ERROR, "not a record of versions", "correct the file; spec/versions.py says what it holds"),
    "SPC086": Code(
        ERROR,
        "published document and record of versions do not go together",
        "restore both from version control; `apiscribe build` writes what is missing, without a comparison",
    ),
    # SPC09x: waiters and workflows
    "SPC090": Code(ERROR, "not a file of waiters", "see spec/waiters/modelarts.yaml for what each key means"),
    "SPC091": Code(ERROR, "waiter does not fit the document", "correct the waiter, or the document by an overlay"),
    "SPC092": Code(ERROR, "not a file of workflows", "see spec/workflows/modelarts.yaml for what each key means"),
    "SPC093": Code(ERROR, "workflow does not fit the document", "correct the workflow, or the document by an overlay"),
    # GLO: glossaries
    "GLO001": Code(ERROR, "not a glossary", "it has names, labels and schemas, each with glosses of one line"),
    "GLO002": Code(WARNING, "glossary entry matches nothing", "the document has changed: correct or remove the entry"),
    # GEN: generation
    "GEN001": Code(ERROR, "document that cannot be generated from", "run `apiscribe validate` on it"),
    "GEN002": Code(ERROR, "generated package cannot be imported", "nothing is written; please report it"),
    # SMP: code samples
    "SMP001": Code(NOTE, "operation without a sample", "do as the message says, or state `x-codeSamples` yourself"),
    "SMP002": Code(WARNING, "no value fits a schema", "compare the words of the schema; one contradicts the others"),
    # PRO: profiles of the published document
    "PRO001": Code(WARNING, "no document for Huawei Cloud's APIG", "do as the message says if you import it there"),
    "PRO002": Code(ERROR, "document that APIG cannot import", "do as the message says, or take another profile"),
    "PRO003": Code(NOTE, "left out of the profile", "nothing; the profile cannot say it"),
    "PRO004": Code(WARNING, "no document for generators of clients", "do as the message says if you generate from it"),
    "PRO005": Code(ERROR, "document that generators of clients cannot take", "do as the message says"),
    # TSC: TypeScript
    "TSC001": Code(
        ERROR,
        "types that cannot be made",
        "install Node 20 or newer with npx and build without --offline once, or take typescript off the targets",
    ),
    # GAT: gateways
    "GAT001": Code(ERROR, "operations that no gateway can tell apart", "leave one of them out of the document"),
    "GAT002": Code(ERROR, "operation that a gateway cannot route", "do as the message says, or choose other gateways"),
    "GAT003": Code(ERROR, "no address of the service", "give `--upstream`, or `upstream` in `[gateway]`"),
    "GAT004": Code(ERROR, "setting that a gateway does not have", "do as the message says, or choose other gateways"),
    # SIT: the site
    "SIT001": Code(
        ERROR,
        "viewer of the reference page is missing",
        "install npm, or give `--page-assets FILE` (what `npm pack` gives), or leave the page out with `--no-page`",
    ),
    "SIT002": Code(ERROR, "not the viewer of the reference page", "give the archive that `npm pack` gives of it"),
    "SIT003": Code(ERROR, "nothing that can be published", "run `apiscribe build`, or name the folder of its output"),
    "SIT004": Code(
        ERROR,
        "published version would change",
        "raise the version: `apiscribe update`, or by hand in its record; what was published under one stays",
    ),
    "SIT005": Code(ERROR, "link that leads nowhere", "correct the page; nothing is written"),
    "SIT006": Code(ERROR, "file name that a site cannot have", "rename the file: letters, digits, `.`, `_` and `-`"),
    # CFG: configuration
    "CFG001": Code(ERROR, "configuration cannot be read", "correct the file at that line"),
    "CFG002": Code(ERROR, "configuration is wrong", "correct the setting; see README for what there is"),
    "CFG003": Code(ERROR, "output would replace an input", "write to another file or folder"),
    "CFG004": Code(ERROR, "two outputs have one name", "give each its own name, or write them into two folders"),
    # OUT: files on disk
    "OUT001": Code(ERROR, "journal cannot be read", "restore the output from version control, then remove that folder"),
    "OUT002": Code(ERROR, "another run is at work there", "wait for it to end, or give another folder to --out"),
}
