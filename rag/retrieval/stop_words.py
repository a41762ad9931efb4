"""Swedish and English words that say nothing about what a question is about.

After Snowball's stop word lists (BSD), with the words that questions are made of.
"""

SWEDISH = """
och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne
då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem
vara vad över än dig kan sina här ha mot alla under någon eller allt mycket sedan ju denna själv detta åt
utan varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken er sådan vår blivit
dess inom mellan sådant varför varje vilka ditt vem vilket sitt sådana vart dina vars vårt våra ert era
vilkas finns får ska måste bör brukar göra gör gäller gällde
gälla behöver vill ska skall också även bara mer hos vars
""".split()

ENGLISH = """
i me my myself we our ours ourselves you your yours yourself he him his she her hers it its they them their
theirs what which who whom this that these those am is are was were be been being have has had having do
does did doing would should could ought can will may might must shall a an the and but if or because as
until while of at by for with about against between into through during before after above below to from
up down in out on off over under again further then once here there when where why how all any both each
few more most other some such no nor not only own same so than too very just also get us im ive id dont
s t m re ve ll d
""".split()

_TYPED_WITHOUT_MARKS = """
pa for sa ar nar fran nagon nagot nagra sjalv dar da far maste gor behover ocksa aven
""".split()
"""The Swedish ones as they come from a keyboard without å, ä and ö."""

STOP_WORDS = frozenset(SWEDISH) | frozenset(ENGLISH) | frozenset(_TYPED_WITHOUT_MARKS)
