"""What the figures of an evaluation, their data and their kinds are called, for pages and for the tables of the docs.

English is the key: the pages' catalog has the Chinese of each.
"""


def N_(text: str) -> str:
    """Mark a text for the catalog."""
    return text


NAMES = {
    # figures
    "sst2_accuracy": N_("accuracy, SST-2"),
    "sst_three_way_accuracy": N_("accuracy, SST with neutral"),
    "imdb_accuracy": N_("accuracy, IMDB"),
    "sst_calibration_error": N_("calibration error, SST"),
    "sst_calibration_excess": N_("calibration error beyond chance, SST"),
    "imdb_calibration_error": N_("calibration error, IMDB"),
    "imdb_calibration_excess": N_("calibration error beyond chance, IMDB"),
    "semeval_tweets_accuracy": N_("accuracy, tweets"),
    "semeval_tweets_recall": N_("mean recall of the labels, tweets"),
    "tweets_calibration_excess": N_("calibration error beyond chance, tweets"),
    "airline_accuracy": N_("accuracy, tweets about airlines"),
    "airline_recall": N_("mean recall of the labels, tweets about airlines"),
    "dynasent_accuracy": N_("accuracy, sentences made to fool models"),
    "dynasent_recall": N_("mean recall of the labels, sentences made to fool models"),
    "goemotions_accuracy": N_("accuracy, Reddit comments"),
    "goemotions_recall": N_("mean recall of the labels, Reddit comments"),
    "hotels_accuracy": N_("accuracy, hotels"),
    "hotels_calibration_excess": N_("calibration error beyond chance, hotels"),
    "shopping_accuracy": N_("accuracy, products"),
    "shopping_calibration_excess": N_("calibration error beyond chance, products"),
    "microblogs_accuracy": N_("accuracy, microblogs"),
    "microblogs_recall": N_("mean recall of the labels, microblogs"),
    "microblogs_calibration_excess": N_("calibration error beyond chance, microblogs"),
    "cars_accuracy": N_("accuracy, posts about cars"),
    "cars_recall": N_("mean recall of the labels, posts about cars"),
    "plain_sentences_accuracy": N_("accuracy, plain sentences"),
    "plain_polar_accuracy": N_("accuracy, plain sentences with an opinion"),
    "plain_neutral_accuracy": N_("accuracy, plain neutral sentences"),
    "behaviour_accuracy": N_("accuracy, sentences that test behaviour"),
    "turned_by_groups": N_("verdicts turned by another group's name"),
    "turned_by_names": N_("verdicts turned by other people's names"),
    "turned_by_places": N_("verdicts turned by other places"),
    "turned_by_numbers": N_("verdicts turned by other numbers"),
    "turned_by_typos": N_("verdicts turned by a slip of the finger"),
    "turned_by_handles": N_("verdicts turned by a handle or a link"),
    "groups_read_alike": N_("groups of sentences read alike"),
    "grammar_held_back_words_accuracy": N_("accuracy, words held back"),
    "grammar_held_back_patterns_accuracy": N_("accuracy, patterns held back"),
    "own_sentences_accuracy": N_("accuracy, own sentences"),
    "own_groups_read_alike": N_("own groups read alike"),
    "own_reviews_accuracy": N_("accuracy, own reviews"),
    # what they were measured on, where that is no name of its own
    "semeval_tweets, held-out tenth": N_("SemEval tweets, held-out tenth"),
    "airline, held-out tenth": N_("tweets about airlines, held-out tenth"),
    "dynasent, held-out tenth": N_("DynaSent, held-out tenth"),
    "goemotions, held-out tenth": N_("GoEmotions, held-out tenth"),
    "zh_smp2020, held-out tenth": N_("SMP2020 microblogs, held-out tenth"),
    "zh_bdci_car, held-out tenth": N_("BDCI posts about cars, held-out tenth"),
    # figures of the other families
    "test_nats": N_("nats a character"),
    "test_perplexity": N_("perplexity"),
    "test_windows_256_nats": N_("nats a character, windows of 256"),
    "test_windows_256_perplexity": N_("perplexity, windows of 256"),
    "test_kneser_ney_perplexity": N_("perplexity of a Kneser-Ney 5-gram"),
    "test_ratio_to_kneser_ney": N_("perplexity divided by the Kneser-Ney 5-gram's"),
    "recognised_as_asked": N_("recognised as asked"),
    "judge_accuracy": N_("judge's accuracy"),
    "rarest_digit": N_("rarest digit"),
    "commonest_digit": N_("commonest digit"),
    "frechet_distance": N_("Fréchet distance"),
    "frechet_ratio": N_("Fréchet ratio"),
    "frechet_low": N_("Fréchet distance, lower end"),
    "frechet_high": N_("Fréchet distance, upper end"),
    "precision": N_("precision"),
    "precision_share": N_("precision as a share of real digits'"),
    "recall": N_("recall"),
    "recall_share": N_("recall as a share of real digits'"),
    "coverage": N_("coverage"),
    "coverage_share": N_("coverage as a share of real digits'"),
    "worst_digit_coverage_share": N_("worst digit's coverage as a share of real digits'"),
    "trained_on_samples": N_("accuracy after lessons from drawings alone"),
    "nearest_ratio": N_("distance to the nearest training image, over real digits'"),
}
"""Of the figures, by the name that ``evaluation.json`` and ``metadata.json`` use."""

OWN_NAMES = (
    # what figures were measured on
    N_("SST-2 test"),
    N_("SST test"),
    N_("IMDB test"),
    N_("ChnSentiCorp test"),
    N_("online_shopping_10_cats test"),
    N_("own grammar, held back words"),
    N_("own grammar, held back patterns"),
    N_("own plain sentences"),
    N_("own groups of sentences"),
    N_("own reviews of other domains"),
    N_("own unseen sentences"),
    N_("test texts with something exchanged"),
    N_("tiny Shakespeare test, state carried through"),
    N_("tiny Shakespeare test, windows of 256 from an empty state"),
    N_("The Time Machine test, state carried through"),
    N_("Tang poetry test, each poem from an empty state"),
    N_("drawn digits, 1,000 of each"),
    N_("MNIST test"),
    N_("drawn digits, none asked for"),
    N_("drawn digits and MNIST test"),
    N_("drawn digits, MNIST training and MNIST test"),
    # of which kind they are, and what their data had been looked at for before
    N_("test"),
    N_("validation"),
    N_("taught"),
    N_("The same test set had been read before, for the models of earlier rounds."),
    N_("Other sentences of the same patterns and words chose the epoch."),
    N_("Chose no epoch, but was looked at between trainings, while the training grammar grew."),
    N_(
        "The test text had been read, for earlier networks, before it was decided to train once more on "
        "training and validation text together."
    ),
    N_(
        "The preset trains for forty epochs since this had been read for a network of eight, whose Fréchet "
        "ratio was 2.32."
    ),
)
"""Of the splits, kinds and notes: those files have them as they are."""

NAMES |= {name: name for name in OWN_NAMES}
