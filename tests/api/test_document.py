"""The OpenAPI document is valid, whole, in both languages, and its examples are true."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from portal.api.schema import document
from portal.policy import table
from tests.api.calls import Api
from tests.api.conftest import Places
from tests.api.test_life import file_request, good
from tests.site.pages import chinese_words

METHODS = {"get", "post", "patch", "put", "delete"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    with override("en"):
        for path, methods in document()["paths"].items():
            for method, operation in methods.items():
                yield path, method, operation


OPERATIONS = [pytest.param(path, method, each, id=each["operationId"]) for path, method, each in operations()]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_document_is_valid(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--lang", language, "--file", str(tmp_path / "api.yml"))
    assert "Warning" not in capsys.readouterr().err


def test_every_row_of_the_policy_table_is_documented() -> None:
    nothing = ("00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000001")
    kwargs = {"public_id": nothing[0], "verb": "accept", "deadline_id": nothing[1], "assignment_id": nothing[1]}
    documented = {(path, method.upper()) for path, method, _operation in operations()}
    rows = set()
    for (route, method), _rule in table.rules().items():
        if not route.startswith("api:") or method == "HEAD" or route == "api:docs":
            continue
        for names in (
            (),
            ("public_id",),
            ("public_id", "verb"),
            ("public_id", "deadline_id"),
            ("public_id", "assignment_id"),
        ):
            try:
                address = reverse(route, kwargs={name: kwargs[name] for name in names})
            except NoReverseMatch:
                continue
            for name in names:
                address = address.replace(kwargs[name], f"{{{name}}}")
            rows.add((address, method))
    assert documented == rows


def plain(schema: Any) -> Any:
    """Turn a schema of OpenAPI 3.0 into JSON Schema: nullable becomes a type."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: plain(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable"):
        return {"anyOf": [found, {"type": "null"}]}
    return found


def check(value: Any, schema: Any) -> None:
    """Hold a value against a schema of the document, strictly: no property that it does not name."""
    whole = plain(copy.deepcopy(document()["components"]["schemas"]))
    for each in whole.values():
        if each.get("type") == "object" and "properties" in each:
            each.setdefault("additionalProperties", False)
    jsonschema.validate(
        value,
        {**plain(schema), "components": {"schemas": whole}},
        format_checker=jsonschema.FormatChecker(),
    )


def examples(content: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    for each in content.values():
        for example in each.get("examples", {}).values():
            yield example["value"], each["schema"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_operations_are_whole(path: str, method: str, operation: dict[str, Any]) -> None:
    """Words, an example of each JSON body and answer, refusals, and how to log in."""
    assert operation["summary"]
    body = operation.get("requestBody", {}).get("content", {})
    if "application/json" in body:
        assert list(examples(body))
    for value, schema in examples(body):
        check(value, schema)
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "application/json" in answer.get("content", {}) and path != "/api/v1/schema/":
            found = list(examples(answer["content"]))
            assert found
            for value, schema in found:
                check(value, schema)
    assert {"429", "500"} <= set(operation["responses"])
    if path not in {"/api/v1/schema/", "/api/v1/token"}:
        assert operation["security"] == [{"token": []}, {"session": []}]
        assert {"401", "403"} <= set(operation["responses"])
    if "{" in path:
        assert "404" in operation["responses"]
    names = {each["name"] for each in operation.get("parameters", ())}
    if method == "post" and path != "/api/v1/token":
        assert "Idempotency-Key" in names
    assert ("If-Match" in names) == ("412" in operation["responses"]) == ("428" in operation["responses"])


def schema_of(path: str, method: str = "get", status: str = "200") -> Any:
    return document()["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]


def test_real_answers_are_as_documented(places: Places) -> None:
    """What the portal answers, held against the document without leniency."""
    api = places.api("handler")
    case_id = file_request(places)
    good(api.act(case_id, "review"))
    good(api.post(f"cases/{case_id}/messages", {"body": "你好"}), 201)
    for path in (
        "me",
        "cases",
        "cases/{public_id}",
        "cases/{public_id}/form",
        "cases/{public_id}/actions",
        "cases/{public_id}/attachments",
        "cases/{public_id}/messages",
        "cases/{public_id}/timeline",
        "cases/{public_id}/deadlines",
        "cases/{public_id}/opinions",
        "cases/{public_id}/documents",
    ):
        answer = good(api.get(path.replace("{public_id}", case_id)))
        if "results" in answer and path != "cases/{public_id}/attachments":
            assert answer["results"]
        check(answer, schema_of(f"/api/v1/{path}"))
    for verb in ("review", "accept", "decline"):
        answer = good(api.get(f"cases/{case_id}/actions/{verb}"))
        check(answer, schema_of("/api/v1/cases/{public_id}/actions/{verb}"))
    draft = good(places.api("owner").post("cases", {}), 201)
    check(draft, schema_of("/api/v1/cases", "post", "201"))
    whole = good(places.api("owner").get(f"cases/{draft['id']}"))
    check(whole, schema_of("/api/v1/cases/{public_id}"))
    problem = places.api("stranger").get(f"cases/{case_id}")
    check(problem.body, document()["components"]["schemas"]["Problem"])


def test_the_document_is_served_in_the_readers_language(db: None) -> None:
    english = good(Api().get("schema/"))
    chinese = good(Api(language="zh-CN").get("schema/"))
    with override("en"):
        assert english == document()
    assert english["paths"].keys() == chinese["paths"].keys()
    for path, method, operation in operations():
        assert chinese["paths"][path][method]["summary"] != operation["summary"], operation["operationId"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_names_every_operation(db: None, language: str) -> None:
    body = Client(headers={"Accept-Language": language}).get("/api/v1/docs/").content.decode()
    for path, _method, operation in operations():
        assert f'id="{operation["operationId"]}"' in body
        assert path in body
    assert " style=" not in body
    assert "<script>" not in body
    if language == "en":
        assert chinese_words(body, names=("中文", "简体中文")) == []
