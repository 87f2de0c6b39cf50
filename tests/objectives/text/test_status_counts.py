from objectives.text.status_counts import Share, status_counts


def test_shares_follow_each_other_in_the_order_of_the_states():
    counted = status_counts({"at_risk": 2, "done": 3, "blank": 1, "stalled": 0})

    assert counted.total == 6
    assert counted.shares == (
        Share("done", "done", 3, 0),
        Share("at_risk", "at risk", 2, 3),
        Share("blank", "without a status", 1, 5),
    )


def test_no_objectives_have_no_shares():
    assert status_counts({}).shares == ()
