"""What every platform delivers (`tests/contracts`), Teams delivers, too."""

from __future__ import annotations

import pytest

from tests.contracts import test_adapter, test_home
from tests.contracts.adapter_case import AdapterCase
from tests.contracts.case_teams import CASE


class TestDelivering(test_adapter.TestDelivering):
    @pytest.fixture
    def case(self) -> AdapterCase:
        return CASE


class TestShowing(test_home.TestShowing):
    @pytest.fixture
    def case(self) -> AdapterCase:
        return CASE
