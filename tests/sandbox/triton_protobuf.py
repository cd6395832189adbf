"""Reads configurations with Triton's own protobuf and compares each with what it should say.

Takes the path of `model_config_pb2.py`; on standard input a list of `{"text", "message"}`, the second in the JSON form of
protobuf. Writes `{"differences": [text or null], "unset": [names of fields that no text sets]}`.
"""

import importlib.util
import json
import sys

from google.protobuf import json_format, text_format


def load(path):
    spec = importlib.util.spec_from_file_location("model_config_pb2", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def difference(case, model_config):
    try:
        read = text_format.Parse(case["text"], model_config())
        wanted = json_format.ParseDict(case["message"], model_config())
    except (text_format.ParseError, json_format.ParseError) as error:
        return f"{type(error).__name__}: {error}", None
    if read == wanted:
        return None, read
    return f"read\n{read}\nwanted\n{wanted}", read


def fields_of(descriptor, found):
    for field in descriptor.fields:
        name = field.full_name
        if name not in found:
            found.add(name)
            if field.message_type is not None:
                fields_of(field.message_type, found)
    return found


def set_fields(message, found):
    for field, value in message.ListFields():
        found.add(field.full_name)
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            found.update(entry.full_name for entry in field.message_type.fields)
            values = value.values()
        elif isinstance(value, field.message_type._concrete_class):
            values = [value]
        else:
            values = value
        for inner in values:
            if hasattr(inner, "ListFields"):
                set_fields(inner, found)
    return found


def main():
    model_config = load(sys.argv[1]).ModelConfig
    differences, found = [], set()
    for case in json.load(sys.stdin):
        problem, read = difference(case, model_config)
        differences.append(problem)
        if read is not None:
            set_fields(read, found)
    unset = sorted(fields_of(model_config.DESCRIPTOR, set()) - found)
    json.dump({"differences": differences, "unset": unset}, sys.stdout)


main()
