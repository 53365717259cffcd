"""Pointing at an entry of a product shows where it comes from, and a click opens it."""


def spots(page, role):
    """The rows and columns of the ringed cells of a table."""
    return page.page.locator(f".phase .work:not(.small) [data-role={role}] td.spot").evaluate_all(
        "cells => cells.map((cell) => [cell.parentElement.rowIndex, cell.cellIndex])"
    )


def cell(page, role, row, column):
    return page.page.locator(f".phase .work:not(.small) [data-role={role}] tr").nth(row).locator("td").nth(column)


def test_an_entry_rings_its_row_and_its_column_and_is_spelled_out(visit):
    page = visit(preset="xor-2-3-1", step=0, phase="z-2")
    words = page.page.locator(".phase .entry")
    before, rings = words.inner_text(), spots(page, "left")
    cell(page, "result", 0, 1).hover()
    assert spots(page, "left") == [[0, 0], [0, 1], [0, 2]]
    assert spots(page, "right") == [[0, 1], [1, 1], [2, 1]]
    assert spots(page, "made") == spots(page, "result") == [[0, 1]]
    told = words.inner_text()
    assert "example 2" in told and told.endswith("= " + cell(page, "result", 0, 1).inner_text().strip("\u2007"))
    # The terms are those of the ringed row and column, in order.
    left = [cell(page, "left", 0, k).inner_text().strip("\u2007") for k in range(3)]
    right = [cell(page, "right", k, 1).inner_text().strip("\u2007") for k in range(3)]
    at = [told.index(f"{number.replace('−', '−')}") for number in (*left, *right)]
    assert all(a >= 0 for a in at)
    page.page.mouse.move(2, 2)
    assert words.inner_text() == before and spots(page, "left") == rings


def test_the_sum_of_a_bias_takes_the_ones(visit):
    for orientation in ("columns", "rows", "torch"):
        page = visit(preset="xor-2-3-1", step=0, phase="grad-1", view=orientation)
        result = page.page.locator(".phase [data-role=ones-result] td").nth(1)
        result.hover()
        assert len(spots(page, "ones")) == 4
        rung = spots(page, "left") if orientation != "rows" else spots(page, "right")
        assert len(rung) == 4 and {place[0 if orientation != "rows" else 1] for place in rung} == {1}
        assert not spots(page, "right" if orientation != "rows" else "left")
        assert len(spots(page, "ones-made")) == len(spots(page, "ones-result")) == 1
        assert "neuron 2" in page.page.locator(".phase .line:not(.small) .entry").inner_text()


def test_the_keyboard_reaches_every_entry_and_opens_it_without_a_step(visit):
    page = visit(preset="xor-2-3-1", step=0, phase="delta-1")
    here = page.place
    page.page.locator(".phase [data-role=result] td[tabindex='0']").focus()
    row, column = spots(page, "result")[0]
    page.page.keyboard.press("ArrowLeft" if column else "ArrowRight")
    page.page.keyboard.press("ArrowUp" if row else "ArrowDown")
    assert page.place == here
    moved = [row - 1 if row else row + 1, column - 1 if column else column + 1]
    assert spots(page, "result") == [moved]
    page.page.keyboard.press("Enter")
    page.page.locator(".phase >> nth=0").wait_for(state="detached")
    assert "δ¹" in page.page.locator('[data-slot="phase"]').inner_text()
