"""Names that the code which generators write has for itself, folded: a second thing of that name does not compile."""

from collections.abc import Iterator


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPERATIONS = _names(
    # fields of the Go client, methods of every Java object, those of the Rust client, words that Java has no other for
    "client server requesteditors clientinterface"
    " clone equals finalize getclass hashcode notify notifyall tostring wait"
    " new newwithclient baseurl apiversion inner exec pre post true false yield"
)
SCHEMAS = _names(
    # oapi-codegen
    "client clientinterface clientoption clientwithresponses clientwithresponsesinterface httprequestdoer"
    " newclient newclientwithresponses requesteditorfn withbaseurl withhttpclient withrequesteditorfn"
    # openapi-generator: its own classes, and those of Java that its models import
    " apiclient apiexception apiresponse configuration json pair serverconfiguration servervariable"
    " array arraylist arrays bigdecimal biginteger boolean byte character collection collections consumer date double"
    " duration enum exception file float generated hashmap hashset headers inputstream integer iterable iterator"
    " linkedhashmap linkedhashset list localdate localdatetime long map number object objects"
    " objectmapper offsetdatetime optional override set short string stringjoiner uri url urlencoder uuid void"
    # progenitor
    " error option result vec box self default some none ok err true false"
)
NOT_PROPERTIES = frozenset(("", "true", "false"))
"""What openapi-generator gives no other name in Java, or none at all."""
NOT_SENT = NOT_PROPERTIES | {"headers"}
"""The same of parameters that are sent by name; its methods in Java have one of their own."""
PARAMETERS = _names(
    # variables, packages and built-in names of Go where parameters of a path are those of a function
    "any append bool byte bytes c close comparable complex contenttype context copy ctx err error false float fmt gzip"
    " http imag int io iota json len make map max min new nil operationpath params path print println query querybuf"
    " queryurl queryvalues real recover req reqeditors rsp rune runtime server serverurl string strings time true uint"
    " uintptr url"
    # of Java and Rust
    " apiclient body client headers inner request response result self value values"
)

_OF_OPERATIONS = _names(
    "params response jsonbody jsonrequestbody formdatabody formdatarequestbody textbody"
    " textrequestbody requestobject responseobject"
)


def of_operation(operation: str) -> Iterator[str]:
    """Yield the names that are given to the types and functions of an operation, folded as its own name is."""
    yield from (operation + ending for ending in _OF_OPERATIONS)
    yield from (f"new{operation}request", f"parse{operation}response")


METHOD_ENDINGS = (
    "withbody",
    "withformdatabody",
    "withtextbody",
    "withresponse",
    "withbodywithresponse",
    "withhttpinfo",
)
"""What is put behind the name of an operation to name other methods of it."""
