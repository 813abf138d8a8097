"""The model card that goes with the model (https://huggingface.co/docs/hub/model-cards)."""

from dataclasses import asdict

from embeddings.training.train import Settings

_CARD = """\
---
license: cc-by-sa-4.0
language: [zh, en]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding, late-interaction]
---

# A small Chinese-English embedding model for reports and plans

Finds the passage of a Chinese report that answers a question, in Chinese official or everyday words or in English.
A table of {tokens:,} token vectors and nothing else: it needs no GPU, no network and, with `embeddings.Embedder`, no
PyTorch.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("embeddings/default")
model.similarity(model.encode_query("老百姓懂科学的有几成?"), model.encode_document("公民具备科学素质的比例达到18%"))
```

`embeddings.Embedder` gives the same vectors and adds late interaction (`Embedder.late_interaction`): each token of the
question looks for its best match in the passage, weighted by what `late_interaction.safetensors` holds for it
(MaxSim of ColBERT, Khattab & Zaharia 2020).

The tokenizer makes texts lower case, no more. Full-width letters and figures and traditional characters are not known
to it: give it NFKC and simplified characters (OpenCC `t2s`), as was done in training. Punctuation says nothing to it.

## Evaluation

The shares of questions whose passage comes first, and among the first five or ten: by the mean vectors, by late
interaction, and by both (late interaction plus {share} of the cosine). None of these texts was seen in training, nor
were they part of the vocabulary. The first seven lines ask about invented report passages (`data/synthetic/plans2` and
`reviews2`), in the words that the name of the line says.

{report}

`python -m embeddings.training --data FOLDER --evaluate` prints the table. The settings were chosen with an eye on
these same figures, which makes them a little better than they would be on other texts.

## Limits

- Words it has not seen in training mean nothing to it, and it knows no word order: "A beats B" is "B beats A".
- It was made for short passages of Chinese reports. For general search in Chinese, or for other languages, a
  transformer such as BAAI/bge-m3 is far better.
- English questions find Chinese passages by their words; idioms and names in pinyin often fail.
- The invented passages were written by a language model; everyday speech here is what it takes for such.

## Training

`python -m embeddings.training --data FOLDER`, about fifteen minutes on two cores. Vocabulary: byte-pair encoding,
Chinese and the rest apart. Vectors: the sum of a token's own and its characters' or letter runs' (fastText), trained
first as means against the other passages of a batch (as `MultipleNegativesRankingLoss` does), then by late interaction
together with the weights of the tokens, the means at half the weight beside it. What was tried, and what it gave:
`embeddings/training/README.md`.
Settings: {settings}.

| data | licence |
| --- | --- |
| `embeddings/training/data`: invented passages with questions, lexica, paraphrases | ours, CC BY-SA 4.0 |
| [CC-CEDICT](https://www.mdbg.net/chinese/dictionary?page=cc-cedict) | CC BY-SA 4.0 |
| [Tatoeba](https://tatoeba.org) English-Chinese sentence pairs | CC BY 2.0 FR |
| [CMRC 2018](https://github.com/ymcui/cmrc2018), trial set | CC BY-SA 4.0 |
| [DRCD](https://github.com/DRCKnowledgeTeam/DRCD), development set without the fifth held out | CC BY-SA 3.0 |
| [XQuAD](https://github.com/google-deepmind/xquad), Chinese and English without the fifth held out | CC BY-SA 4.0 |
| parts of [SNLI](https://nlp.stanford.edu/projects/snli/) in Chinese | CC BY-SA 4.0 |
| parts of [MultiNLI](https://cims.nyu.edu/~sbowman/multinli/) in Chinese | OANC terms |
| Chinese government and party reports from [Wikisource](https://zh.wikisource.org) | public domain |

The model is under [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/), which its data asks for.
"""

LICENCE = """\
This model is licensed under the Creative Commons Attribution-ShareAlike 4.0 International licence (CC BY-SA 4.0):
https://creativecommons.org/licenses/by-sa/4.0/legalcode

README.md beside this file names the data it was trained on, whose terms ask for this licence and for attribution.
"""


def card(settings: Settings, tokens: int, share: float, report: str) -> str:
    """The card as Markdown.

    :param tokens: the size of the vocabulary.
    :param share: of the mean vectors' cosine in the sum.
    :param report: the evaluation, as a Markdown table.
    """
    named = ", ".join(f"`{name}={value}`" for name, value in asdict(settings).items())
    return _CARD.format(tokens=tokens, share=share, report=report, settings=named)
