"""What descriptions state, in the wording of several publishers and editions; the sentences are our own."""

import pytest

from scraper.phrases import Kind, Reading, read_description

CHINESE = [
    ("用户名。\n最小长度：1\n最大长度：64", Kind.STRING, {"min_length": 1, "max_length": 64}),
    ("名称\n最小长度:2 最大长度:64", Kind.STRING, {"min_length": 2, "max_length": 64}),
    ("个数\n最小值：0\n最大值：100\n缺省值：10", Kind.INTEGER, {"minimum": 0, "maximum": 100, "default": "10"}),
    ("个数 最小值:0 最大值:10 缺省值:0", Kind.INTEGER, {"minimum": 0, "maximum": 10, "default": "0"}),
    (
        "模板状态 0-启用 1-禁用 最小值:0 最大值:10 缺省值:0",
        Kind.INTEGER,
        {"choices": ["0", "1"], "minimum": 0, "maximum": 10, "default": "0"},
    ),
    ("类型。\n枚举值：\n• A\n• B\n缺省值：A", Kind.STRING, {"choices": ["A", "B"], "default": "A"}),
    ("类型\n枚举值：\nSTATIC\nDYNAMIC", Kind.STRING, {"choices": ["STATIC", "DYNAMIC"]}),
    (
        "参数解释：\n实例类型。\n约束限制：\n不涉及。\n取值范围：\n• Ha：主备\n• Single：单机\n默认取值：\n不涉及。",
        Kind.STRING,
        {"choices": ["Ha", "Single"]},
    ),
    (
        "参数解释：\n名称。\n取值范围：\n长度为4~64个字符，必须以字母开头。\n默认取值：\n不涉及。",
        Kind.STRING,
        {"min_length": 4, "max_length": 64},
    ),
    (
        "参数解释：\n页大小。\n约束限制：\n不涉及。\n取值范围：\n1-100\n默认取值：\n100",
        Kind.INTEGER,
        {"minimum": 1, "maximum": 100, "default": "100"},
    ),
    ("参数解释：\n偏移。\n取值范围：\n大于等于0。\n默认取值：\n0", Kind.INTEGER, {"minimum": 0, "default": "0"}),
    (
        "参数解释：\n是否开启。\n取值范围：\n• true：开启\n• false：关闭\n默认取值：\nfalse",
        Kind.BOOLEAN,
        {"default": "false"},
    ),
    (
        "参数解释：\n是否开启。\n取值范围：\ntrue：开启\nfalse：关闭\n默认取值：\nfalse",
        Kind.BOOLEAN,
        {"default": "false"},
    ),
    (
        "功能说明：颜色\n取值范围：red、blue\n约束：默认为red",
        Kind.STRING,
        {"choices": ["red", "blue"], "default": "red"},
    ),
    ("数量，取值范围为大于0的整数", Kind.INTEGER, {"minimum": 0}),
    ("亮度。取值必须是60、300", Kind.INTEGER, {"choices": ["60", "300"]}),
    ("证书，长度为32的字符串", Kind.STRING, {"min_length": 32, "max_length": 32}),
    ("图片内容，支持JPG/PNG格式。", Kind.STRING, {}),
    ("颜色，固定值为red。", Kind.STRING, {"choices": ["red"]}),
    ("参数解释：\n模式。\n取值范围：\n不涉及。\n默认取值：\n不涉及。", Kind.STRING, {}),
    (
        "参数解释： 颜色 约束限制：无 取值范围： - red: 红 - blue: 蓝 默认取值：red",
        Kind.STRING,
        {"choices": ["red", "blue"], "default": "red"},
    ),
    ("集群描述。 取值范围： 字符取值范围[0,200]。 默认取值： 无", Kind.STRING, {"min_length": 0, "max_length": 200}),
    ("磁盘大小，单位GB。取值范围：10～500", Kind.INTEGER, {"minimum": 10, "maximum": 500}),
    ("端口。取值范围为1到65535之间的整数", Kind.INTEGER, {"minimum": 1, "maximum": 65535}),
    ("权重，取值范围：0-100，默认值为1。", Kind.INTEGER, {"minimum": 0, "maximum": 100, "default": "1"}),
    ("超时时间。取值：1-300s，默认为10。", Kind.INTEGER, {"minimum": 1, "maximum": 300, "default": "10"}),
    ("健康检查间隔。取值：1-50s。", Kind.INTEGER, {"minimum": 1, "maximum": 50}),
    ("方法。取值：HTTP、TCP、UDP_CONNECT。", Kind.STRING, {"choices": ["HTTP", "TCP", "UDP_CONNECT"]}),
    ("IP版本。取值：4（表示IPv4）和6（表示IPv6）。", Kind.INTEGER, {"choices": ["4", "6"]}),
    ("功能：协议。取值范围：tcp、udp、icmp等。", Kind.STRING, {}),
    ("付费类型。\n0：后付费；\n1：预付费。", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("状态，0：未启用，1：启用", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("状态（0：关闭，1：开启）", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("是否启用。0表示关闭，1表示开启。", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("超时时间，单位秒，0表示不限制，-1表示永久。", Kind.INTEGER, {}),
    ("开始时间，格式为hh:mm，其中hh表示小时，mm表示分钟。", Kind.STRING, {}),
    ("数组长度：1 - 100", (Kind.ARRAY, Kind.STRING), {"min_items": 1, "max_items": 100}),
    ("标签列表，最多支持20个标签。", (Kind.ARRAY, Kind.OBJECT), {"max_items": 20}),
    ("子网列表。最大支持10个元素。", (Kind.ARRAY, Kind.STRING), {"max_items": 10}),
    (
        "ID列表。\n最小长度：1\n最大长度：36\n数组长度：0 - 50",
        (Kind.ARRAY, Kind.STRING),
        {"min_length": 1, "max_length": 36, "min_items": 0, "max_items": 50},
    ),
    ("描述。0-255个字符，不能包含尖括号。", Kind.STRING, {"min_length": 0, "max_length": 255}),
    ("名称，长度范围为1-64个字符。", Kind.STRING, {"min_length": 1, "max_length": 64}),
    ("名称，由1~64位字母组成", Kind.STRING, {"min_length": 1, "max_length": 64}),
    ("名称。支持的最大长度为128个字符。", Kind.STRING, {"max_length": 128}),
    ("版本号，长度不超过16。", Kind.STRING, {"max_length": 16}),
    ("长度不能超过255个字符，默认值为空字符串。", Kind.STRING, {"max_length": 255}),
    ("不能超过64个字节", Kind.STRING, {"max_length": 64}),
    ("最长64个字符", Kind.STRING, {"max_length": 64}),
    ("大小必须在10到100之间", Kind.INTEGER, {"minimum": 10, "maximum": 100}),
    ("取值为正整数，最大100", Kind.INTEGER, {"maximum": 100}),
    ("可选值：true/false", Kind.BOOLEAN, {}),
    ("可设置为“soft”或“hard”。", Kind.STRING, {"choices": ["soft", "hard"]}),
    ("类型，取值如下：\n• SOFT：普通重启；\n• HARD：强制重启。", Kind.STRING, {"choices": ["SOFT", "HARD"]}),
    ("类型，包括以下几种：\nSATA：普通IO\nSAS：高IO\nSSD：超高IO", Kind.STRING, {"choices": ["SATA", "SAS", "SSD"]}),
    ("磁盘类型，如：SATA、SAS。", Kind.STRING, {}),
    (
        "排序方式，取值为asc（升序）或desc（降序），默认desc。",
        Kind.STRING,
        {"choices": ["asc", "desc"], "default": "desc"},
    ),
    ("排序，缺省为desc", Kind.STRING, {"default": "desc"}),
    ("是否强制，默认不强制。", Kind.BOOLEAN, {"default": "false"}),
    ("是否强制，默认为否。", Kind.BOOLEAN, {"default": "false"}),
    ("是否开启，默认：true", Kind.BOOLEAN, {"default": "true"}),
    ("默认值：Asia/Shanghai", Kind.STRING, {"default": "Asia/Shanghai"}),
    ("创建时间，格式为yyyy-MM-dd。", Kind.STRING, {"format": "date"}),
    ("创建时间，遵循RFC3339格式", Kind.STRING, {"format": "date-time"}),
    ("时间，格式为“yyyy-mm-ddThh:mm:ssZ”。其中Z指时区偏移量，例如+0800。", Kind.STRING, {}),
    ("分页大小。默认1000，取值范围0~2000", Kind.INTEGER, {"default": "1000", "minimum": 0, "maximum": 2000}),
    ("每页数量，最大为500，最小为1，默认100条", Kind.INTEGER, {"default": "100", "minimum": 1, "maximum": 500}),
    ("大小，取值(0,1]", Kind.NUMBER, {"minimum": 0, "maximum": 1}),
    ("协议类型。目前仅支持TCP。", Kind.STRING, {"choices": ["TCP"]}),
    ("端口，MySQL取值范围1024~65535，PostgreSQL取值范围2100~9500", Kind.INTEGER, {}),
]
ENGLISH = [
    ("Colour. Value options: red, blue. Default: red", Kind.STRING, {"choices": ["red", "blue"], "default": "red"}),
    ("The value is Boolean.", Kind.STRING, {}),
    ("The value must be unique.", Kind.STRING, {}),
    ("Lamp.\n• on (default)\n• off", Kind.STRING, {"choices": ["on", "off"], "default": "on"}),
    ("Specifies the name.\nMinimum: 0\nMaximum: 255", Kind.STRING, {"min_length": 0, "max_length": 255}),
    ("Port.\nMinimum: 1\nMaximum: 65535", Kind.INTEGER, {"minimum": 1, "maximum": 65535}),
    (
        "Burning time.\nRanges from 30 to 1200, the default value is 30.\nMinimum: 30\nMaximum: 1200\nDefault: 30",
        Kind.INTEGER,
        {"minimum": 30, "maximum": 1200, "default": "30"},
    ),
    ("Name.\nMinimum length: 1\nMaximum length: 64", Kind.STRING, {"min_length": 1, "max_length": 64}),
    ("List.\nArray Length: 1 - 100", (Kind.ARRAY, Kind.STRING), {"min_items": 1, "max_items": 100}),
    ("Type.\nEnumeration values:\n• A\n• B", Kind.STRING, {"choices": ["A", "B"]}),
    ("Type.\nEnumeration values:\n• A\n• B\nDefault: A", Kind.STRING, {"choices": ["A", "B"], "default": "A"}),
    (
        "Explanation\nThe mode.\nRestrictions\nN/A\nValue range\n• Ha: two\n• Single: one\nDefault value\nN/A",
        Kind.STRING,
        {"choices": ["Ha", "Single"]},
    ),
    (
        "Definition\nPage size.\nConstraints\nN/A\nRange\n1 to 100\nDefault Value\n10",
        Kind.INTEGER,
        {"minimum": 1, "maximum": 100, "default": "10"},
    ),
    (
        "• Specifies the direction.\n• The value can be:\n• egress\n• ingress",
        Kind.STRING,
        {"choices": ["egress", "ingress"]},
    ),
    (
        "• The version.\n• The value can be IPv4 or IPv6.\n• If it is absent, IPv4 is used by default.",
        Kind.STRING,
        {"choices": ["IPv4", "IPv6"], "default": "IPv4"},
    ),
    ("• Specifies the type.\n• The value can be tcp, udp, icmp or an IP protocol number (0 to 255).", Kind.STRING, {}),
    ("• Specifies the port.\n• The value ranges from 1 to 65535.", Kind.INTEGER, {"minimum": 1, "maximum": 65535}),
    (
        "• Notes.\n• The value can contain no more than 255 characters, including letters.",
        Kind.STRING,
        {"max_length": 255},
    ),
    (
        "The value is a string of 1 to 64 characters that can contain letters.",
        Kind.STRING,
        {"min_length": 1, "max_length": 64},
    ),
    (
        "The value must be 4 to 64 characters in length and start with a letter.",
        Kind.STRING,
        {"min_length": 4, "max_length": 64},
    ),
    ("It can contain a maximum of 64 characters.", Kind.STRING, {"max_length": 64}),
    ("The value can contain up to 60 bytes.", Kind.STRING, {"max_length": 60}),
    ("The description cannot exceed 255 characters.", Kind.STRING, {"max_length": 255}),
    ("The name consists of 1 to 255 characters.", Kind.STRING, {"min_length": 1, "max_length": 255}),
    ("The value can be true or false. The default value is false.", Kind.BOOLEAN, {"default": "false"}),
    ("Value range: 1-100", Kind.INTEGER, {"minimum": 1, "maximum": 100}),
    ("Value range: 0 to 2,000. Default value: 2,000", Kind.INTEGER, {"minimum": 0, "maximum": 2000, "default": "2000"}),
    ("The value is an integer from 1 to 10.", Kind.INTEGER, {"minimum": 1, "maximum": 10}),
    (
        "The value is case-insensitive and can be any of the following:\n• MySQL\n• PostgreSQL",
        Kind.STRING,
        {"choices": ["MySQL", "PostgreSQL"]},
    ),
    (
        "The value can be one of the following: ACTIVE, BUILD, DELETED",
        Kind.STRING,
        {"choices": ["ACTIVE", "BUILD", "DELETED"]},
    ),
    ("Valid Values: ENABLED | DISABLED", Kind.STRING, {"choices": ["ENABLED", "DISABLED"]}),
    (
        "Length Constraints: Minimum length of 1. Maximum length of 50.",
        Kind.STRING,
        {"min_length": 1, "max_length": 50},
    ),
    (
        "Array Members: Minimum number of 0 items. Maximum number of 5 items.",
        (Kind.ARRAY, Kind.OBJECT),
        {"min_items": 0, "max_items": 5},
    ),
    ("For MySQL, the default value is 3306.\nFor PostgreSQL, the default value is 5432.", Kind.STRING, {}),
    ("Up to 10 tags can be added.", (Kind.ARRAY, Kind.OBJECT), {"max_items": 10}),
    ("The list contains a maximum of 20 IP addresses.", (Kind.ARRAY, Kind.STRING), {"max_items": 20}),
    ("The value cannot be empty.", Kind.STRING, {}),
    ("The value can be left blank.", Kind.STRING, {}),
    ("The value can contain letters, digits, and underscores.", Kind.STRING, {}),
    ("The value must start with a letter.", Kind.STRING, {}),
    ("Status. ACTIVE indicates running.", Kind.STRING, {}),
    ("Specifies whether to enable it. It is disabled by default.", Kind.BOOLEAN, {"default": "false"}),
    ("Whether to force. By default, this function is enabled.", Kind.BOOLEAN, {"default": "true"}),
    ("The default value is null.", Kind.STRING, {}),
    ("The value must be greater than 0 and less than 100.", Kind.INTEGER, {"minimum": 0, "maximum": 100}),
    ("The value is greater than or equal to 0.", Kind.INTEGER, {"minimum": 0}),
    ("The value cannot be less than 1.", Kind.INTEGER, {"minimum": 1}),
    ("The maximum value is 255.", Kind.INTEGER, {"maximum": 255}),
    ("If the value is greater than 10, an error occurs.", Kind.INTEGER, {}),
    (
        "Maximum number of records. The maximum value is 500 and the minimum value is 1.",
        Kind.INTEGER,
        {"minimum": 1, "maximum": 500},
    ),
    (
        "Unit: GB. The value ranges from 40 GB to 4,000 GB and must be a multiple of 10.",
        Kind.INTEGER,
        {"minimum": 40, "maximum": 4000},
    ),
    ("Colour (0: red, 1: blue)", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("Mode. Options:\nsync: synchronous\nasync: asynchronous", Kind.STRING, {"choices": ["sync", "async"]}),
    ("The value range is as follows:\n• 0: off\n• 1: on", Kind.INTEGER, {"choices": ["0", "1"]}),
    ("Disk type. Value:\n• SATA\n• SSD", Kind.STRING, {"choices": ["SATA", "SSD"]}),
    ("Available values are as follows: low, mid, and high.", Kind.STRING, {"choices": ["low", "mid", "high"]}),
    ("Possible values: pending, done", Kind.STRING, {"choices": ["pending", "done"]}),
    ('Currently, only "tcp" is supported.', Kind.STRING, {"choices": ["tcp"]}),
    (
        "The password contains 8 to 26 characters and at least three of the following:\n• Uppercase letters\n• Digits",
        Kind.STRING,
        {"min_length": 8, "max_length": 26},
    ),
    ("Tag list. Each tag key can contain up to 36 characters.", (Kind.ARRAY, Kind.OBJECT), {}),
    ("The value ranges from 0 to 1.", Kind.NUMBER, {"minimum": 0, "maximum": 1}),
    ("Time when it was made. The format is yyyy-mm-dd hh:mm:ss.", Kind.STRING, {}),
    ("UTC time in RFC 3339 format", Kind.STRING, {"format": "date-time"}),
    ("Default: true", Kind.BOOLEAN, {"default": "true"}),
    ("Sort key. Defaults to created_at.", Kind.STRING, {"default": "created_at"}),
    ("If omitted, the default value 10 is used.", Kind.INTEGER, {"default": "10"}),
    ("Number of items. Default: 10. Range: 1–100.", Kind.INTEGER, {"default": "10", "minimum": 1, "maximum": 100}),
]


def stated(reading: Reading) -> dict[str, object]:
    """The facts of a reading by their names, those that are not stated left out."""
    facts = {
        "choices": [choice.value for choice in reading.choices],
        "default": reading.default,
        "minimum": reading.minimum,
        "maximum": reading.maximum,
        "min_length": reading.min_length,
        "max_length": reading.max_length,
        "min_items": reading.min_items,
        "max_items": reading.max_items,
        "format": reading.format,
    }
    return {name: value for name, value in facts.items() if value not in (None, [])}


@pytest.mark.parametrize(("text", "kinds", "facts"), [*CHINESE, *ENGLISH])
def test_a_description_gives_its_facts_and_nothing_else(text, kinds, facts):
    """Each sentence gives exactly the facts beside it."""
    kind, item = kinds if isinstance(kinds, tuple) else (kinds, None)
    assert stated(read_description(text, kind, item)) == facts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("颜色，可选值如下：\n• red: 红blue: 蓝green: 绿", ["red", "blue", "green"]),
        ("颜色，可选值如下：\n• red: REDblue_sky: 蓝", ["red", "blue_sky"]),
        ("架构。枚举值如下：\n• CPUGPUASCEND", ["CPU", "GPU", "ASCEND"]),
        ("架构。\n• ARM X86", ["ARM", "X86"]),
        ("语言，可选值如下：\n• de-de（德文）fr-fr（法文）", ["de-de", "fr-fr"]),
        ("颜色，枚举值：\n• red 红 blue 蓝", ["red", "blue"]),
        ("颜色，枚举值：\n• RED 暖，用于red灯。 BLUE 冷", ["RED", "BLUE"]),
        ('颜色，枚举值：\n• "red" "blue"', ["red", "blue"]),
        ("计费。可选值如下：\n• 0: 按量1: 包月", ["0", "1"]),
        ("颜色。枚举值： RED: 红。 BLUE: 蓝。", ["RED", "BLUE"]),
        ("颜色，枚举值：\n• RED: 红 BLUE: 见Lamp GREEN_SEA DEEP_BLACK", ["RED", "BLUE", "GREEN_SEA", "DEEP_BLACK"]),
        ("颜色。- red表示暖；- blue表示冷。", ["red", "blue"]),
        ("Colour. The options are as follows: - red: warm - blue: cold", ["red", "blue"]),
    ],
)
def test_glued_items_come_apart(text, values):
    """Where a document lost the marks between the items of a list, each value is found all the same."""
    assert [choice.value for choice in read_description(text, Kind.STRING).choices] == values


def test_labels_say_what_values_mean():
    """A choice carries what the page says about it, without the signs around it and without "default"."""
    reading = read_description("颜色。可选值如下：\n• 0：红（默认值）。\n• 1: 蓝", Kind.INTEGER)
    assert [(choice.value, choice.label) for choice in reading.choices] == [("0", "红"), ("1", "蓝")]
    assert reading.default == "0"
    marked = read_description("颜色。可选值如下：\n• red：默认值，暖\n• blue：默认格式\n• grey: （默认值", Kind.STRING)
    assert [choice.label for choice in marked.choices] == ["暖", "默认格式", ""]


def test_open_interval_excludes_its_ends():
    """Round brackets and strict comparisons make a bound exclusive, square ones do not."""
    reading = read_description("比例，取值范围为(0,1]", Kind.NUMBER)
    assert (reading.exclusive_minimum, reading.exclusive_maximum) == (True, False)
    assert read_description("数量，取值范围(0,∞)", Kind.INTEGER).maximum is None


def test_default_of_an_array_names_its_elements():
    """The default of an array is the literal with its elements, be it a list in words or in JSON."""
    assert read_description("规格，默认值CPU、GPU。", Kind.ARRAY, Kind.STRING).default_items == ("CPU", "GPU")
    assert read_description('规格，默认为["a","b"]。', Kind.ARRAY, Kind.STRING).default_items == ("a", "b")


def test_numbers_lose_their_unit_and_strings_keep_it():
    """A default with a unit is a number for a number, and stays as printed for a string."""
    assert read_description("容量，缺省值为5GB。", Kind.INTEGER).default == "5"
    assert read_description("周期，默认为 30s。", Kind.STRING).default == "30s"


@pytest.mark.parametrize(
    "text", ["颜色，默认为空。", "颜色，默认为“NULL”。", "Colour. Left blank by default.", "默认取值：\n不涉及"]
)
def test_an_empty_default_is_none(text):
    """A page that says that nothing is the default states no default."""
    assert read_description(text, Kind.STRING).default is None


def test_booleans_objects_and_their_lists_have_no_choices():
    """The listed values of a boolean are no choices, yet a mark among them is its default."""
    reading = read_description("开关。可选值如下：\n• true：开\n• false：关（默认值）", Kind.BOOLEAN)
    assert (reading.choices, reading.default) == ((), "false")
    assert read_description("键值。枚举值：\n• a: 一\n• b: 二", Kind.OBJECT) == Reading()


def test_values_fit_the_kind():
    """Words are no values of a number."""
    assert read_description("大小，可选值为small、large。", Kind.INTEGER).choices == ()
    assert [c.value for c in read_description("大小，可选值为1、2。", Kind.INTEGER).choices] == ["1", "2"]


def test_text_beyond_the_limit_is_not_read():
    """A description of any length is read in bounded time, its head only."""
    head = "大小，默认为10。"
    assert read_description(head + "长" * 100_000 + "取值范围[1,9]。", Kind.INTEGER) == read_description(
        head, Kind.INTEGER
    )


def test_a_quoted_sentence_states_nothing_about_the_field() -> None:
    """Numbers and words inside a long quotation are content, not bounds or defaults."""
    text = 'Where the word ends. If the text is "The garden grows more than 70 kinds of roses", the end is 10.'
    assert read_description(text, Kind.INTEGER) == Reading()


def test_a_noun_before_used_by_default_is_no_default() -> None:
    """`The cellar of the house is used by default` names no value."""
    assert read_description("The cellar below the house is used by default.", Kind.STRING).default is None
