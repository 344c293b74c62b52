"""The datasets, one module each: its docstring is the data sheet, its ``load`` gives the splits.

Importing this package costs nothing: a module with pandas behind it is imported when it is wanted,
``importlib.import_module(DATASETS[name]["module"])``.
"""

DATASETS: dict[str, dict[str, str]] = {
    "mnist": {"module": "training.datasets.mnist", "title": "MNIST", "holds": "28x28 images of digits"},
    "imdb": {"module": "training.datasets.imdb", "title": "IMDB", "holds": "English film reviews, two labels"},
    "sst": {
        "module": "training.datasets.sst",
        "title": "Stanford Sentiment Treebank",
        "holds": "English sentences and their phrases, five labels",
    },
    "shakespeare": {"module": "training.datasets.shakespeare", "title": "tiny Shakespeare", "holds": "English plays"},
    "time_machine": {"module": "training.datasets.time_machine", "title": "The Time Machine", "holds": "one novel"},
    "tang_poetry": {"module": "training.datasets.tang_poetry", "title": "全唐诗", "holds": "Chinese poems"},
    "chn_senti_corp": {
        "module": "training.datasets.chn_senti_corp",
        "title": "ChnSentiCorp",
        "holds": "Chinese hotel reviews, two labels",
    },
    "online_shopping": {
        "module": "training.datasets.online_shopping",
        "title": "online_shopping_10_cats",
        "holds": "Chinese product reviews, two labels",
    },
}
