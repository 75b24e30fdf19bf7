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
    " array arraylist arrays basicnamevaluepair bigdecimal biginteger boolean byte bytearrayinputstream"
    " bytearrayoutputstream channels character class classcastexception collection collections consumer date"
    " deprecated deserializationcontext double duration enum exception file float generated hashmap hashset"
    " headers httpclient httpentity httprequest httprequestbuilderextensions httpresponse illegalargumentexception"
    " inputstream integer interruptedexception ioexception iterable iterator jsonanygetter jsonanysetter"
    " jsoncreator jsondeserialize jsongenerator jsonignore jsoninclude jsonmappingexception jsonnode jsonnullable"
    " jsonparser jsonprocessingexception jsonproperty jsonpropertyorder jsonserialize jsontypename jsonvalue level"
    " linkedhashmap linkedhashset list localdate localdatetime logger long map multipartentitybuilder"
    " namevaluepair nosuchelementexception number object objectmapper objects offsetdatetime optional outputstream"
    " override pipe runtimeexception serializerprovider set short standardcharsets stddeserializer stdserializer"
    " string stringbuilder stringjoiner thread typereference uri url urlencodedformentity urlencoder uuid void"
    # progenitor
    " error option result vec box self default some none ok err true false"
)
_LOCAL = _names("queryjoiner responsebody responsevalue")
"""Variables of methods in Java, beside parameters that are called by their names or by their types."""
SCHEMAS |= _LOCAL
NOT_PROPERTIES = frozenset(("", "true", "false"))
"""What openapi-generator gives no other name in Java, or none at all."""
NOT_SENT = NOT_PROPERTIES | _LOCAL | {"headers"}
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
PARAMETERS |= _LOCAL

_TYPES = _names(
    "params response jsonbody jsonrequestbody formdatabody formdatarequestbody textbody"
    " textrequestbody requestobject responseobject"
)
_BODIES = ("", "withbody", "withformdatabody", "withtextbody")

METHOD_ENDINGS = (*_BODIES, *(f"{body}withresponse" for body in _BODIES), "withhttpinfo", "requestbuilder")
"""What is put behind the name of an operation to name the methods for it."""


def of_operation(operation: str) -> Iterator[str]:
    """Yield the names that are given to the types and functions of an operation, folded as its own name is."""
    yield from (operation + ending for ending in _TYPES)
    yield from (f"new{operation}request{body}" for body in _BODIES)
    yield f"parse{operation}response"
