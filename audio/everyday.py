"""Words that come up in daily talk by themselves: a chip that listens for one wakes at dinner.

Chosen by hand: answers, greetings, numbers, orders and small talk, for the languages that most
users speak. The list need not be complete: it is a reason to warn, never one to allow.
"""

from __future__ import annotations

_ENGLISH = """
yes no yeah okay ok maybe please thanks sorry hello hi hey bye goodbye welcome stop go start begin
end on off up down left right back forward front top bottom open close in out here there now then
today tomorrow yesterday morning evening night day time week one two three four five six seven
eight nine ten zero first last next more less good bad great nice fine well right wrong true false
light lights lamp door window music phone call home house kitchen water coffee tea food dinner
play pause help wait look listen come turn move run walk sit stand sleep eat drink give take make
what who when where why how this that it you me we he she they love like want need know think see
say tell ask work big small hot cold red green blue black white man woman boy girl baby mother
father mum mom dad dog cat happy really sure again never always ready done enter back cancel
"""
_PHRASES = """
thank you|excuse me|good morning|good night|good evening|how are you|turn on|turn off|come on|
come here|go on|of course|oh no|oh my god|i know|i see|you know|all right|light on|lights on|
lights off|wake up|hold on|never mind|no way|shut up|right now
"""
_OTHERS = """
ja nein hallo danke bitte gut stopp halt los auf an aus links rechts oben unten licht
oui non bonjour salut merci stop bon bien allez marche arrête gauche droite haut bas lumière maison
sí si hola gracias bueno bien alto para izquierda derecha arriba abajo luz casa vale vamos
sim não olá obrigado obrigada bom pare direita esquerda luz casa
sì ciao grazie buono ferma destra sinistra su giù luce casa
hoi nee dank goed licht
네 아니 아니요 안녕 안녕하세요 감사합니다 고마워 좋아 그래 정지 시작 불 위 아래 왼쪽 오른쪽
지금 여기 뭐 엄마 아빠
はい いいえ こんにちは ありがとう 止まれ スタート ストップ 右 左 上 下 電気 おはよう
是 不 不是 好 你好 谢谢 停 开 关 上 下 左 右 灯 开灯 关灯 早上好 现在
نعم لا مرحبا شكرا قف يمين يسار فوق تحت نور السلام
да нет привет спасибо стоп хорошо лево право вверх вниз свет ладно мама папа
हाँ नहीं नमस्ते धन्यवाद रुको अच्छा ठीक
evet hayır merhaba teşekkürler dur tamam ışık sağ sol
tak nie cześć dziękuję dobrze światło
"""

EVERYDAY = frozenset(word.casefold() for word in (_ENGLISH + _OTHERS).split()) | frozenset(
    phrase.strip() for phrase in _PHRASES.replace("\n", "").split("|")
)


def is_everyday(text: str) -> bool:
    """Whether a word or short phrase comes up in daily talk."""
    return " ".join(text.casefold().split()) in EVERYDAY
