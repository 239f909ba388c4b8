from amends.bench.texts import BRANDS_EN, BRANDS_ZH, LENGTH, PEOPLE, Complaints
from amends.rules.words import query_tokens, tokens


def test_the_same_seed_tells_the_same_complaints():
    first, second = Complaints(3), Complaints(3)

    assert [first.next() for _ in range(20)] == [second.next() for _ in range(20)]


def test_chinese_and_english_take_turns_with_400_characters_each():
    series = Complaints(3)
    told = [series.next() for _ in range(4)]

    assert [complaint.language for complaint in told] == ["zh-hans", "en", "zh-hans", "en"]
    assert {len(complaint.text) for complaint in told} == {LENGTH}
    assert all(complaint.person < PEOPLE for complaint in told)


def test_a_brand_is_found_in_about_one_document_of_a_hundred():
    series = Complaints(3)
    documents = [set(tokens(series.next().text)) for _ in range(4000)]

    for brand in (BRANDS_ZH[0], BRANDS_EN[0]):
        wanted = {token.removesuffix("*") for token in query_tokens(brand)}
        assert 20 <= sum(wanted <= document for document in documents) <= 70
