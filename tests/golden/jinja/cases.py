"""The templates and contexts of make_jinja.py; all are our own."""

TURN = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "  Hi\nthere "},
        {"role": "assistant", "content": "Hello!"}, {"role": "user", "content": "What is 2+2?"}]
NO_SYSTEM = TURN[1:]
BAD_ROLES = [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
PARTS = [{"role": "user", "content": [{"type": "text", "text": "look"}, {"type": "image"}, {"type": "text", "text": "\u00e9"}]}]
TOOLS = [{"type": "function", "function": {"name": "add", "description": "Adds \"two\" <numbers>", "parameters": {
    "type": "object", "properties": {"a": {"type": "integer", "default": 1.0}, "b": {"type": ["integer", "null"]}},
    "required": ["a"]}}}]
TOOL_TURN = [{"role": "user", "content": "add"}, {"role": "assistant", "content": "", "tool_calls": [
    {"type": "function", "function": {"name": "add", "arguments": {"a": 1, "b": None}}},
    {"type": "function", "function": {"name": "sub", "arguments": {"x": "\u4f60"}}}]},
    {"role": "tool", "content": "3"}, {"role": "tool", "content": "4"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nIt is 3."},
    {"role": "user", "content": "thanks"}]

CHATML = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          "{{ '<|im_start|>system\nYou are a small model.<|im_end|>\n' }}{% endif %}"
          "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
          "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
LLAMA2 = """{% if messages[0]['role'] == 'system' %}
    {% set loop_messages = messages[1:] %}
    {% set system_message = messages[0]['content'] %}
{% else %}
    {% set loop_messages = messages %}
    {% set system_message = false %}
{% endif %}
{% for message in loop_messages %}
    {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{ raise_exception('Roles must alternate: user, assistant, user, assistant') }}
    {% endif %}
    {% if loop.index0 == 0 and system_message != false %}
        {% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}
    {% else %}
        {% set content = message['content'] %}
    {% endif %}
    {% if message['role'] == 'user' %}
        {{- bos_token + '[INST] ' + content.strip() + ' [/INST]' -}}
    {% elif message['role'] == 'assistant' %}
        {{- ' ' + content.strip() + ' ' + eos_token -}}
    {% endif %}
{% endfor %}
"""
LLAMA3 = """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system message comes first. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- "Today: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 and only_one %}
            {{- raise_exception("Only one call at once!") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '{"name": "' + tool_call.name + '", ' }}
        {{- '"parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}" }}
        {{- "<|eot_id|>" }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {{- "<|start_header_id|>ipython<|end_header_id|>\\n\\n" }}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
"""
QWEN = """{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0].role == 'system' %}
        {{- messages[0].content + '\\n\\n' }}
    {%- endif %}
    {{- "# Tools\\n\\n<tools>" }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\\n</tools><|im_end|>\\n" }}
{%- else %}
    {%- if messages[0].role == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<r>') and message.content.endswith('</r>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content if message.content is string else '' %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning_content)) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {%- if message.tool_calls %}
            {%- for tool_call in message.tool_calls %}
                {%- if (loop.first and content) or (not loop.first) %}
                    {{- '\\n' }}
                {%- endif %}
                {%- if tool_call.function %}
                    {%- set tool_call = tool_call.function %}
                {%- endif %}
                {{- '<tool_call>\\n{"name": "' }}
                {{- tool_call.name }}
                {{- '", "arguments": ' }}
                {%- if tool_call.arguments is string %}
                    {{- tool_call.arguments }}
                {%- else %}
                    {{- tool_call.arguments | tojson }}
                {%- endif %}
                {{- '}\\n</tool_call>' }}
            {%- endfor %}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- elif message.role == "tool" %}
        {%- if loop.first or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<r>\\n' + content + '\\n</r>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}"""
GEMMA = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set first_user_prefix = messages[0]['content'] + '\\n\\n' -%}
    {%- else -%}
        {%- set first_user_prefix = messages[0]['content'][0]['text'] + '\\n\\n' -%}
    {%- endif -%}
    {%- set loop_messages = messages[1:] -%}
{%- else -%}
    {%- set first_user_prefix = "" -%}
    {%- set loop_messages = messages -%}
{%- endif -%}
{%- for message in loop_messages -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Conversation roles must alternate user/assistant/user/assistant/...") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '\n' + (first_user_prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Invalid content type") }}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model\n'}}
{%- endif -%}
"""
ZEPHYR = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}"""
PHI = """{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>
' + message['content'] + '<|end|>
'}}{% elif message['role'] == 'user' %}{{'<|user|>
' + message['content'] + '<|end|>
'}}{% elif message['role'] == 'assistant' %}{% generation %}{{'<|assistant|>
' + message['content'] + '<|end|>
'}}{% endgeneration %}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>
' }}{% else %}{{ eos_token }}{% endif %}"""
MISTRAL = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace(index=0) %}
{%- for message in loop_messages %}
    {%- if message.role == "user" or (message.role == "assistant" and message.tool_calls is not defined) %}
        {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
            {{- raise_exception("must alternate") }}
        {%- endif %}
        {%- set ns.index = ns.index + 1 %}
    {%- endif %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if tools is not none and (message == user_messages[-1]) and tools is defined %}
            {{- "[AVAILABLE_TOOLS] [" }}
            {%- for tool in tools %}
                {%- set tool = tool.function %}
                {{- '{"type": "function", "function": {' }}
                {%- for key, val in tool.items() if key != "return" %}
                    {%- if val is string %}
                        {{- '"' + key + '": "' + val + '"' }}
                    {%- else %}
                        {{- '"' + key + '": ' + val|tojson }}
                    {%- endif %}
                    {%- if not loop.last %}
                        {{- ", " }}
                    {%- endif %}
                {%- endfor %}
                {{- "}}" }}
                {%- if not loop.last %}, {% else %}{{- "]" }}{% endif %}
            {%- endfor %}
            {{- "[/AVAILABLE_TOOLS]" }}
        {%- endif %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"]|trim + eos_token}}
    {%- endif %}
{%- endfor %}
"""
MACROS = """{%- macro render_type(spec, level=0) -%}
  {%- if spec.type is string -%}
    {{ "  " * level }}{{ spec.type }}
    {%- if spec.properties is defined %} {
{% for name, sub in spec.properties | dictsort %}
{{ "  " * (level + 1) }}{{ name }}: {{ render_type(sub, level + 1) | trim }}{{ "," if not loop.last }}
{% endfor %}
{{ "  " * level }}}
    {%- endif -%}
  {%- elif spec.type is sequence -%}
    {{ spec.type | join(" | ") }}
  {%- endif -%}
  {%- if spec.default is defined %} = {{ spec.default }}{% endif -%}
{%- endmacro -%}
{%- for tool in tools -%}
type {{ tool.function.name }} = {{ render_type(tool.function.parameters) }};
{% endfor -%}
{% for message in messages %}{{ loop.index }}/{{ loop.length }} {{ message.role | upper }}
{% endfor %}"""

BASE = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": True}
CHAT = []
for template in (CHATML, LLAMA2, LLAMA3, QWEN, GEMMA, ZEPHYR, PHI, MISTRAL, MACROS):
    CHAT.append((template, {**BASE, "messages": TURN}))
    CHAT.append((template, {**BASE, "messages": NO_SYSTEM, "add_generation_prompt": False}))
    CHAT.append((template, {**BASE, "messages": TOOL_TURN, "tools": TOOLS}))
    CHAT.append((template, {**BASE, "messages": PARTS}))
    CHAT.append((template, {**BASE, "messages": BAD_ROLES, "tools": TOOLS, "enable_thinking": False}))
    CHAT.append((template, {**BASE, "messages": []}))

X = {"x": 5, "s": "Hello World", "l": [3, 1, 2], "d": {"b": 1, "a": [1, 2.5, None, True]}, "f": 1.5, "e": "", "n": None,
     "t": True, "u": "\u00e9\u00df\u4f60 \U0001f600", "rows": [{"k": "b", "v": 2}, {"k": "A", "v": 1}, {"k": "c"}]}

# White space around tags; every one is rendered in both modes.
SPACE = [
    "a\n{% if t %}\nb\n{% endif %}\nc\n", "a\n  {% if t %}  \n  b\n  {% endif %}  \nc\n\n", "{% if t %}\n\n\nx{% endif %}\n",
    "a  {%- if t -%}  b  {%- endif -%}  c", "a {{- ' x ' -}} b", "a\n {{ x }}\n b\n", "  {{ x }}  ", "a\n\n{%- if t %} b{% endif %}",
    "a {# c #} b\n", "  {# c #}\nb", "a\n  {#- c -#}  \nb", "x{#\n#}\ny", "{%+ if t %}a{% endif %}", "  {%+ if t %}\n a{%+ endif %}\n b",
    "  {% if t +%}\na\n  {% endif +%}\nb", "{% raw %}{{ x }} {% if %}{% endraw %}\nb", "a\n  {% raw -%}  {{ x }}  {%- endraw %}  \nb",
    "a\n{% raw %}\n x\n  {% endraw %}\nb", "{% set y = 1 %}\n{{ y }}\n", "\n{% set y = 1 %}\n\n{{ y }}\n\n", "a\r\n{% if t %}\r\nb{% endif %}\rc\r\n",
    "{% for i in l %}\n  {{ i }}\n{% endfor %}\n", "{% for i in l %}\n  {{ i }},\n  {%- if loop.last %}.\n  {% endif %}\n{%- endfor %}\n",
    "  {% for i in l -%}\n  {{ i }}\n  {%- endfor %}  ", "\t{% if t %}x{% endif %}\t\n", "a{% if t %}  {% endif %}b", "{{ x }}\n\n", "{{ x -}}\n\n", "\n", "", " \n ",
    "x {% if t %}\n  y\n\t {% endif %}\nz", "{% if t %}a{% endif %}  {% if t %}b{% endif %}\n", "{{ '{{' }} {{ '%}' }}", "{% if t %} {# c #} {% endif %}",
    "a\u00a0\n\u00a0{%- if t %}x{% endif -%}\u3000b", "{#\n{{ x }}\n#}z", "a\n    {# one #}\n    {# two #}\nb", "{% set z %}\n  q\n{% endset %}\n[{{ z }}]",
]
EXPRESSIONS = [
    "x + 2 * 3", "7 // 2 ~ '|' ~ -7 // 2 ~ '|' ~ 7 % 3 ~ '|' ~ -7 % 3 ~ '|' ~ 7 % -3", "7 / 2", "6 / 2", "2 ** 10", "2 ** -1", "2 ** 3 ** 2", "-2 ** 2", "1.5 // 0.5", "-7.5 % 2",
    "1e3", "1_000", "0.1 + 0.2", "1e16", "1e15", "1.0e-5", "123456789.123", "1/3", "100000000000000000000.0", "x == 5.0", "1 < 2 < 3", "1 < 3 < 2", "t and x or 0",
    "n or 'dflt'", "not n", "e or n", "x in l", "3 in l", "'ell' in s", "'z' not in s", "'a' in d", "x is odd", "x is even", "x is divisibleby 5", "x is divisibleby(3)",
    "nope is defined", "nope is undefined", "x is defined and x is number", "n is none", "t is boolean", "t is number", "t is integer", "f is float", "x is integer",
    "d is mapping", "l is sequence", "s is sequence", "d is iterable", "x is iterable", "l is string", "s is string", "t is true", "t is false", "x is true", "x is eq 5", "x is ne 5",
    "x is in [1,5]", "s is lower", "'abc' is lower", "'ABC' is upper", "x is sameas 5", "x is not none", "x is gt 4", "x is ge(6)", "s is not string or t",
    "l", "d", "n", "t", "f", "[1, 'a', \"b'c\", None, true, 1.0]", "(1, 2)", "(1,)", "()", "[]", "{}", "{'a': 1, 2: 'b', none: 1.5}", "{'a': {'b': [1, (2, 3)]}}.a.b[1][0]",
    "['tab\\t', 'nl\\n', 'bs\\\\', 'q\\'', '\u00e9\u200b\U0001f600', '\\x00\\x7f']", "'a' 'b' \"c\"", "'\\u00e9\\x41\\101\\z'", "'a\\\\nb'", "'%s-%05.2f-%d%%' % ('a', 3.14159, 7)", "'%5s|%-5s|' % ('a', 'b')",
    "s[0]", "s[-1]", "s[1:4]", "s[::-1]", "s[-3:]", "s[:-3]", "s[100:]", "s[4:1:-1]", "u[0]", "u[::-1]", "l[1:]", "l[::-1]", "l[-1]", "l[::2]", "(1,2,3)[1:]", "d['a'][1]", "d.a[0]", "d.b", "d['b']", "l[n:2]", "l.0", "rows[0].k",
    "s.upper()", "s.lower()", "s.title()", "s.capitalize()", "s.split()", "s.split('o')", "s.split('o', 1)", "s.rsplit('o', 1)", "'a b  c'.split(' ')", "'  a b  c '.split(none, 1)", "'  a b  c '.rsplit(none, 1)", "'a\\nb\\r\\nc\\n'.splitlines()",
    "'a\\nb\\n'.splitlines(true)", "'xxaxx'.strip('x')", "'  a '.lstrip() ~ '|'", "'  a '.rstrip() ~ '|'", "'xyaxy'.strip('yx')", "s.startswith('He')", "s.endswith(('x', 'ld'))", "s.replace('l', 'L')", "s.replace('l', 'L', 1)", "'abc'.replace('', '-')",
    "s.find('o')", "s.find('z')", "s.rfind('o')", "s.index('W')", "s.count('l')", "', '.join(['a','b'])", "'12'.isdigit()", "'ab'.isalpha()", "'AB'.isupper()", "'ab1'.islower()", "'a1'.isalnum()", "' '.isspace()", "'prefix'.removeprefix('pre')",
    "u.upper()", "u.title()", "'\u01c6x \ufb01n'.title()", "'\u039f\u0394\u039f\u03a3'.lower()", "'\u0130'.lower()", "'they\\'re bill\\'s'.title()", "d.items()", "d.keys()", "d.values()|list", "d.items()|list", "d.get('b')", "d.get('z')", "d.get('z', 9)", "l.index(1)", "l.count(3)",
    "s|upper", "s|lower", "'hello wORLD-x (y)'|title", "'hELLO'|capitalize", "'  a '|trim ~ '|'", "'xxaxx'|trim('x')", "s|length", "l|length", "u|length", "d|count", "l|join", "l|join(', ')", "rows|join('-', attribute='k')", "rows|map(attribute='k')|list",
    "rows|map(attribute='v', default=0)|list", "l|map('string')|list", "['a','b']|map('upper')|join", "['a','b']|map('replace', 'a', 'z')|list", "l|select('odd')|list", "l|reject('odd')|list", "l|select('gt', 1)|list", "l|select|list", "[0,1,'']|reject|list",
    "rows|selectattr('v')|list", "rows|selectattr('k', 'equalto', 'b')|list", "rows|rejectattr('v', 'defined')|list", "rows|selectattr('k', 'in', ['A','c'])|map(attribute='k')|list", "l|first", "l|last", "s|first", "s|last", "d|first", "[]|first is defined",
    "l|sort", "l|sort(reverse=true)", "['b','A','c']|sort", "['b','A','c']|sort(case_sensitive=true)", "rows[:2]|sort(attribute='v')|map(attribute='k')|list", "['a','A','b']|unique|list", "[1,2,1,1.0,true]|unique|list", "l|reverse|list", "s|reverse",
    "42.55|round", "42.55|round(1)", "42.55|round(1, 'floor')", "42.1|round(method='ceil')", "2.5|round", "3.5|round|int", "2.675|round(2)", "42|round", "1234|round(-2)", "-3|abs", "-1.5|abs", "l|sum", "rows[:2]|sum(attribute='v')", "[1.5,2]|sum(start=10)", "l|min", "l|max", "['b','A']|min", "[]|max|default('none')", "rows[:2]|max(attribute='v')",
    "'42'|int", "'4.7'|int", "'x'|int", "'x'|int(-1)", "'0x1f'|int(base=16)", "' 7 '|int", "'1_000'|int", "3.9|int", "-3.9|int", "n|int", "l|int(5)", "'3.5'|float", "'x'|float", "x|float", "'1e3'|float", "'inf'|float", "'nan'|float", "t|int", "x|string ~ 'a'", "n|string", "s|list", "d|list",
    "nope|default('d')", "nope|d", "e|default('d', true)", "n|default('d')", "n|default('d', boolean=true)", "d|tojson", "d|tojson(indent=2)", "l|tojson(indent=0)", "u|tojson", "u|tojson(ensure_ascii=true)", "'<a href=\"x\">\\n\\t\\x00</a>'|tojson", "[]|tojson(indent=2)", "{'a': {}, 'b': []}|tojson(indent=4)", "(1, none, true, 1.0, 1e100)|tojson",
    "d|tojson(sort_keys=true)", "d|tojson(separators=(',', ':'))", "{1: 2, none: 3, true: 4, 1.5: 5}|tojson", "d|items|list", "d|dictsort", "d|dictsort(reverse=true)", "{'B':1,'a':2}|dictsort", "{'B':1,'a':2}|dictsort(true)", "{'x':2,'y':1}|dictsort(by='value')", "'<a>&\"\\''|e", "'<a>'|escape", "'<a>'|safe",
    "'a\\nb\\n\\nc'|indent", "'a\\nb'|indent(2, true)", "'a\\n\\nb'|indent(width=2, blank=true)", "'a\\nb'|indent('> ')", "'a b, c-d'|wordcount", "'%s %s'|format('a', 1)", "'ab'|center(7)", "[1,2,3,4,5]|batch(2)|list", "[1,2,3]|batch(2, 0)|list",
    "range(3)|list", "range(1, 10, 3)|list", "range(5, 0, -2)|list", "range(3)", "range(0,10,2)", "range(10)[2:4]|list", "dict(a=1, b=2)", "dict([('a', 1)])", "namespace(a=1).a", "'yes' if t else 'no'", "'yes' if n else 'no'", "'yes' if n", "1 if n else 2 if n else 3",
    "-x|abs", "(-x)|abs", "x|abs + 1", "s|upper|lower|title", "'a' ~ 1 ~ none ~ 1.0", "1 ~ 2 + 3", "not x == 5", "not x in l", "x not in l and t", "[1,2] + [3]", "(1,) + (2,)", "'ab' * 3", "3 * 'ab'", "[0] * 3", "[1,2] == [1,2]", "(1,2) == [1,2]", "{'a':1} == {'a':1.0}", "true == 1", "1 == '1'", "'a' < 'b'", "[1,2] < [1,3]", "n == none", "[[1,2],[3]]|map('length')|list", "[3,1]|map('abs')|sort|first", "[1,[2,3]]|string", "t + t", "+t", "-t", "1.0 == 1", "0.1|string", "1e-7|string", "1e22|string", "-0.0", "5 % 3.5", "loop is defined", "{'a': 1,}", "[1,2,]", "f(1)", "x()", "s.nope is defined", "d.nope is defined", "d['x'] is defined",
    "nope", "nope.a", "d.nope", "d.nope.a", "nope[0]", "nope + 1", "nope ~ 'a'", "nope == 1", "nope|length", "nope|upper", "nope|list", "nope|join", "nope and 1", "not nope", "'a' if nope else 'b'", "nope|first is defined", "1 in nope", "nope|tojson", "nope is string", "nope is iterable", "nope|int", "[nope]", "s + 1", "1 + s", "l + (1,)", "1 / 0", "1 % 0", "x < s", "n + 1", "n.a", "n[0]", "n|length", "x|length", "n|list", "'a' in 5", "5 in 'a'", "l['a'] is defined", "l[10] is defined", "l[10]", "s[99]", "{[]: 1}", "s|nofilter", "s is notest", "1 +", "(1", "[1", "{'a' 1}", "'abc", "s.", "s|", "x is", "1 2", "@", "s|trim(1,2,3)", "l|join(nokw=1)", "range(1, 2, 0)|list", "s.split('')", "l.index(99)", "s.index('zz')", "'x'|round", "raise_exception('stop')", "s|map('nofilter')|list", "l|map(attribute='x')|list", "rows|sort(attribute='v')", "['a', 1]|sort", "{'a': 1}|tojson|length", "'%d' % 'a'", "'%s %s' % ('a',)", "l|tojson(indent='ab')",
]
STATEMENTS = [
    "{% for i in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}",
    "{% for i in l %}{{ loop.previtem|default('-') }}<{{ i }}>{{ loop.nextitem|default('-') }} {% endfor %}", "{% for i in [] %}x{% else %}none{% endfor %}", "{% for i in l if i > 1 %}{{ i }}/{{ loop.length }} {% else %}z{% endfor %}", "{% for i in l if i > 9 %}{{ i }}{% else %}none{% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}", "{% for c in u %}[{{ c }}]{% endfor %}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "{% for a, b in [(1,2,3)] %}{% endfor %}", "{% for i in x %}{% endfor %}", "{% for i in nope %}a{% else %}b{% endfor %}", "{% for i in n %}{% endfor %}",
    "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}", "{% for i in l %}{% for j in l %}{{ i * j }}{% if j == 1 %}{% break %}{% endif %} {% endfor %}|{{ loop.index }}{% endfor %}", "{% for i in l %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1,1,2] %}{{ loop.changed(i) }}{% endfor %}", "{% for i in l %}{% for j in l %}{{ loop.depth }}{% endfor %}{% endfor %}",
    "{% set y = 1 %}{% for i in l %}{% set y = y + i %}{{ y }} {% endfor %}{{ y }}", "{% set ns = namespace(y=0) %}{% for i in l %}{% set ns.y = ns.y + i %}{% endfor %}{{ ns.y }}", "{% set ns = namespace() %}{% set ns.a = [1] %}{{ ns.a }}{{ ns.b is defined }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a = 1, 2 %}{{ a }}", "{% set q %}a{{ x }}b{% endset %}{{ q|upper }}{{ q|length }}", "{% set q | upper | trim %} a{{ s }} {% endset %}[{{ q }}]", "{% if t %}{% set z = 3 %}{% endif %}{{ z }}", "{% if n %}{% set z = 3 %}{% endif %}{{ z is defined }}", "{% set x = x + 1 %}{{ x }}", "{% set d.a = 1 %}", "{% set ns = 1 %}{% set ns.a = 1 %}",
    "{% if n %}a{% elif x == 5 %}b{% else %}c{% endif %}", "{% if n %}a{% elif e %}b{% else %}c{% endif %}", "{% if not n and (x > 4 or nope) %}a{% endif %}", "{% macro m(a, b=2, c='z') %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, c=3) }}|{{ m(a=1, b=5) }}|{{ m(1,2,3) }}", "{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, z=2) }}", "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, z=2) }}", "{% macro m(k) %}{{ k }}{% if k > 0 %}{{ m(k - 1) }}{% endif %}{% endmacro %}{{ m(5) }}", "{% macro m() %}{{ x }}{{ y }}{% endmacro %}{% set y = 7 %}{{ m() }}", "{% macro m() %}{% set x = 9 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}", "{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(4) }}", "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{{ x }}{% endcall %}", "{% macro m() %}<{{ caller(1, 2) }}>{% endmacro %}{% call(a, b) m() %}{{ a + b }}{% endcall %}", "{% macro m() %}  a  {% endmacro %}[{{ m()|trim }}]", "{{ m() }}{% macro m() %}a{% endmacro %}",
    "{% filter upper %}a{{ s }}{% endfilter %}", "{% filter replace('a', 'b')|upper %}banana{% endfilter %}", "{% with a = 1, b = x %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}", "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}", "{% raw %}{{ a }}{% endraw %}", "{{ x, s }}", "{% for i in 1, 2 %}{{ i }}{% endfor %}", "{% if t %}a", "{% endif %}", "{% for i in l %}", "{% nope %}", "{% if %}a{% endif %}", "{{ }}", "{{ x", "{% if t", "{# a", "{% raw %} a", "{% for in l %}{% endfor %}", "{% for i of l %}{% endfor %}", "{% set = 1 %}", "{% set true = 1 %}", "{% macro %}{% endmacro %}", "{% else %}", "{% if t %}a{% else %}b{% elif t %}c{% endif %}", "{% for loop in l %}{% endfor %}", "{{ {'a': {'b': 1}} }}", "{{ {'a': {'b': 1}}['a'] }}", "{{ '}}' }}", "{% if '%}' %}a{% endif %}", "{{ l[0] }}{{ l [0] }}{{ l\n[0] }}", "{{\n  x\n}}", "{% set a = [\n 1,\n 2\n] %}{{ a }}", "{{ (1\n + 2) }}", "{{ {'a': 1}.items() | list }}", "a{{ e }}b", "{% for r in rows %}{{ r.k }}:{{ r.v if r.v is defined else '?' }} {% endfor %}", "{{ s.split(' ')[0].lower() + '!' }}", "Question: {{s.strip()}}\nA. {{l[0]}}\nB. {{l[1]}}\nAnswer:", "{{['A','B','C'][l[1]]}}", "{{s|replace('World', x|string)}}\n", "{{ rows|map(attribute='k')|map('lower')|join(', ') }}", "{% set letters = ['A', 'B', 'C'] %}{% for c in l %}{{ letters[loop.index0] }}) {{ c }}\n{% endfor %}", "{{ l.index(2) }}", "{{d.a|length > 2}}", "{% if s and s != '' %}{{ s }}{% else %}none{% endif %}",
]
TASK = []
for template in SPACE + STATEMENTS:
    CHAT.append((template, X))
    TASK.append((template, X))
for expression in EXPRESSIONS:
    CHAT.append(("{{ " + expression + " }}", X))
    TASK.append(("{{ " + expression + " }}", X))
# What only a sandbox refuses.
for expression in ("l.append(4)", "d.update({'a': 1})", "l.pop()", "range(100001)|list", "range(1000000)", "d.pop('a')"):
    CHAT.append(("{{ " + expression + " }}", X))
