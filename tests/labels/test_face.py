from tests.labels.faces import faces


def test_a_code_is_written_in_threes_for_people() -> None:
    (face,) = faces(1)
    assert face.spaced_code == f"{face.code[:3]} {face.code[3:6]} {face.code[6]}"
