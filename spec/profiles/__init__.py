"""Profiles: the one published document in another form, derived by rule and never edited.

    apig           OpenAPI 3.0.0 as Huawei Cloud's API Gateway imports it
    split          one document for each tag
    codegen        OpenAPI 3.0.3 as generators of clients in other languages take it
    rulesets       what other people's linters are told about each of them
    forms          all of them at once

The form in OpenAPI 3.0.3 is made by `spec.passes.downgrade`.
"""
