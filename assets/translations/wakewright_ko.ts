<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>ActionNote</name>
    <message>
        <source>On this computer</source>
        <translation>이 컴퓨터에서</translation>
    </message>
</context>
<context>
    <name>ActionRow</name>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>제거: {0}</translation>
    </message>
    <message>
        <source>e.g. ctrl+alt+l or f5</source>
        <translation>예: ctrl+alt+l, f5</translation>
    </message>
    <message>
        <source>e.g. LAMP</source>
        <translation>예: LAMP</translation>
    </message>
    <message>
        <source>e.g. a program and its arguments</source>
        <translation>예: 프로그램과 인수</translation>
    </message>
    <message>
        <source>e.g. http://lamp.local/on</source>
        <translation>예: http://lamp.local/on</translation>
    </message>
    <message>
        <source>e.g. Somebody is at the door</source>
        <translation>예: 누가 왔습니다</translation>
    </message>
    <message>
        <source>Switch a pin of the board</source>
        <translation>보드의 핀 켜고 끄기</translation>
    </message>
    <message>
        <source>Press a key or type, as a USB keyboard</source>
        <translation>USB 키보드처럼 키를 누르거나 입력하기</translation>
    </message>
    <message>
        <source>Send a text over the serial port</source>
        <translation>시리얼 포트로 글 보내기</translation>
    </message>
    <message>
        <source>Press a key of this computer</source>
        <translation>이 컴퓨터의 키 누르기</translation>
    </message>
    <message>
        <source>Press a media key of this computer</source>
        <translation>이 컴퓨터의 미디어 키 누르기</translation>
    </message>
    <message>
        <source>Run a program on this computer</source>
        <translation>이 컴퓨터에서 프로그램 실행하기</translation>
    </message>
    <message>
        <source>Call a web address from this computer</source>
        <translation>이 컴퓨터에서 웹 주소 호출하기</translation>
    </message>
    <message>
        <source>Show a message over the whole screen</source>
        <translation>화면 전체에 메시지 보여 주기</translation>
    </message>
</context>
<context>
    <name>AdviceList</name>
    <message>
        <source>Advice</source>
        <translation>조언</translation>
    </message>
    <message>
        <source>Listening to your words and takes for advice…</source>
        <translation>조언하려고 단어와 녹음을 들어 보는 중…</translation>
    </message>
    <message>
        <source>✓ Nothing to say against your words and takes.</source>
        <translation>✓ 단어와 녹음에 문제가 없습니다.</translation>
    </message>
    <message>
        <source>✗ Serious: {0}</source>
        <translation>✗ 중요: {0}</translation>
    </message>
    <message>
        <source>! Mind: {0}</source>
        <translation>! 참고: {0}</translation>
    </message>
</context>
<context>
    <name>BigMessage</name>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
    <message>
        <source>Any key closes this.</source>
        <translation>아무 키나 누르면 닫힙니다.</translation>
    </message>
</context>
<context>
    <name>BigWord</name>
    <message>
        <source>Heard: {0}</source>
        <translation>들은 단어: {0}</translation>
    </message>
    <message>
        <source>score {0} %</source>
        <translation>점수 {0} %</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>방금</translation>
    </message>
    <message>
        <source>{0} s ago</source>
        <translation>{0}초 전</translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation>{0}분 전</translation>
    </message>
</context>
<context>
    <name>BoardFacts</name>
    <message>
        <source>Flash</source>
        <translation>플래시</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>This computer has room for every model.</source>
        <translation>이 컴퓨터에는 모든 모델이 들어갑니다.</translation>
    </message>
    <message>
        <source>Runs on this computer: {0}.</source>
        <translation>이 컴퓨터에서 실행됩니다: {0}.</translation>
    </message>
    <message>
        <source>{0} at {1} MHz, {2} of flash, {3} of RAM.</source>
        <translation>{0}, {1} MHz, 플래시 {2}, RAM {3}.</translation>
    </message>
    <message>
        <source>Of the firmware that was built for this board.</source>
        <translation>이 보드용으로 빌드한 펌웨어의 크기입니다.</translation>
    </message>
    <message>
        <source>Measured on the emulated Cortex-M4; on other chips it differs a little.</source>
        <translation>에뮬레이션된 Cortex-M4에서 잰 크기입니다. 다른 칩에서는 조금 다릅니다.</translation>
    </message>
    <message>
        <source>Whether the model fits is known when it has been built once.</source>
        <translation>한 번 빌드해 보면 모델이 들어가는지 알 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>BoardList</name>
    <message>
        <source>Boards</source>
        <translation>보드</translation>
    </message>
    <message>
        <source>always here, nothing to plug in</source>
        <translation>언제나 있음, 꽂을 것 없음</translation>
    </message>
    <message>
        <source>plugged in at {0}; firmware for it cannot be built yet</source>
        <translation>{0}에 꽂혀 있음. 이 보드의 펌웨어는 아직 빌드할 수 없음</translation>
    </message>
    <message>
        <source>plugged in at {0}</source>
        <translation>{0}에 꽂혀 있음</translation>
    </message>
    <message>
        <source>planned: firmware for it cannot be built yet</source>
        <translation>예정: 펌웨어를 아직 빌드할 수 없음</translation>
    </message>
    <message>
        <source>not plugged in</source>
        <translation>꽂혀 있지 않음</translation>
    </message>
    <message>
        <source>Plugged in: {0}</source>
        <translation>꽂힘: {0}</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 또는 </translation>
    </message>
    <message>
        <source>Unplugged: {0}</source>
        <translation>뽑힘: {0}</translation>
    </message>
</context>
<context>
    <name>BoardPage</name>
    <message>
        <source>Board</source>
        <translation>보드</translation>
    </message>
    <message>
        <source>Put the model on a board.</source>
        <translation>모델을 보드에 올립니다.</translation>
    </message>
    <message>
        <source>Open a project or make a new one on the page Words first.</source>
        <translation>먼저 단어 페이지에서 프로젝트를 열거나 새로 만드세요.</translation>
    </message>
    <message>
        <source>Train a model on the page Train first.</source>
        <translation>먼저 학습 페이지에서 모델을 학습하세요.</translation>
    </message>
    <message>
        <source>Which board</source>
        <translation>어느 보드</translation>
    </message>
    <message>
        <source>! A {0} cable is plugged in at {1}. Its id names the cable, not the board behind it: choose your board in the list.</source>
        <translation>! {1}에 {0} 케이블이 꽂혀 있습니다. 이것은 케이블 이름일 뿐 보드를 알려 주지 않습니다. 목록에서 보드를 고르세요.</translation>
    </message>
    <message>
        <source>! Several boards answer as the one at {0} does: choose yours.</source>
        <translation>! {0}의 보드와 똑같이 응답하는 보드가 여럿입니다. 내 보드를 고르세요.</translation>
    </message>
    <message>
        <source>! The serial ports cannot be listed ({0}).</source>
        <translation>! 시리얼 포트 목록을 볼 수 없습니다({0}).</translation>
    </message>
</context>
<context>
    <name>BudgetBar</name>
    <message>
        <source>{0}: {1} of {2} ({3} %), ✓ fits</source>
        <translation>{0}: {2} 중 {1}({3} %), ✓ 들어감</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} ({3} %), ✗ too large</source>
        <translation>{0}: {2} 중 {1}({3} %), ✗ 너무 큼</translation>
    </message>
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Model card: {0}</source>
        <translation>모델 카드: {0}</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>저장(&amp;S)…</translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation>저장했습니다: {0}.</translation>
    </message>
    <message>
        <source>Save the model card</source>
        <translation>모델 카드 저장</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>문제가 생겼습니다</translation>
    </message>
    <message>
        <source>A part of Wakewright failed. Your project and its recordings are saved. You can go on; if it happens again, please report it.</source>
        <translation>Wakewright의 일부가 실패했습니다. 프로젝트와 녹음은 저장되어 있습니다. 계속 쓸 수 있으며, 다시 일어나면 알려 주세요.</translation>
    </message>
    <message>
        <source>The report holds no recordings and was sent to nobody.</source>
        <translation>보고서에는 녹음이 없으며 아무에게도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>Show the &amp;file</source>
        <translation>파일 보기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Copy the report</source>
        <translation>보고서 복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>계속(&amp;G)</translation>
    </message>
</context>
<context>
    <name>DeedsView</name>
    <message>
        <source>What the board did</source>
        <translation>보드가 한 일</translation>
    </message>
    <message>
        <source>… “{0}” is armed: say “{1}” within {2} s.</source>
        <translation>… “{0}” 준비됨. {2}초 안에 말하세요: “{1}”.</translation>
    </message>
    <message>
        <source>○ “{0}” was not done: the second word did not come in time.</source>
        <translation>○ “{0}” 실행 안 함: 두 번째 단어가 제때 오지 않았습니다.</translation>
    </message>
    <message>
        <source>○ “{0}” was not done: another word came.</source>
        <translation>○ “{0}” 실행 안 함: 다른 단어가 들렸습니다.</translation>
    </message>
    <message>
        <source>○ “{0}” was heard, but rests for another {1} s.</source>
        <translation>○ “{0}” 들음. {1}초 더 쉽니다.</translation>
    </message>
    <message>
        <source>✓ “{0}”: pin {1} is on (high).</source>
        <translation>✓ “{0}”: 핀 {1} 켜짐(high).</translation>
    </message>
    <message>
        <source>✓ “{0}”: pin {1} is off (low).</source>
        <translation>✓ “{0}”: 핀 {1} 꺼짐(low).</translation>
    </message>
    <message>
        <source>✓ “{0}”: it types {1}.</source>
        <translation>✓ “{0}”: 입력함: {1}.</translation>
    </message>
    <message>
        <source>✓ “{0}”: it said {1} on the cable.</source>
        <translation>✓ “{0}”: 케이블로 보냄: {1}.</translation>
    </message>
    <message>
        <source>✓ “{0}”: {1} is off again.</source>
        <translation>✓ “{0}”: {1} 다시 꺼짐.</translation>
    </message>
</context>
<context>
    <name>DeliveryPanel</name>
    <message>
        <source>Building</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>쓰기</translation>
    </message>
    <message>
        <source>What to try</source>
        <translation>해 볼 것</translation>
    </message>
    <message>
        <source>Put it on the board</source>
        <translation>보드에 올리기</translation>
    </message>
    <message>
        <source>What the compiler said</source>
        <translation>컴파일러의 출력</translation>
    </message>
    <message>
        <source>&amp;Build and put it on the board</source>
        <translation>빌드해서 보드에 올리기(&amp;B)</translation>
    </message>
    <message>
        <source>Liste&amp;n to the board</source>
        <translation>보드로 들어 보기(&amp;N)</translation>
    </message>
    <message>
        <source>Only b&amp;uild</source>
        <translation>빌드만(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Compiler’s log</source>
        <translation>컴파일러 기록(&amp;C)</translation>
    </message>
    <message>
        <source>Sketch for the Arduino &amp;IDE</source>
        <translation>Arduino &amp;IDE용 스케치</translation>
    </message>
    <message>
        <source>The models are being measured; that takes some seconds.</source>
        <translation>모델의 크기를 재는 중입니다. 몇 초 걸립니다.</translation>
    </message>
    <message>
        <source>! Firmware for this board cannot be built yet. You can plan for it, wire it, and try the model on a virtual board.</source>
        <translation>! 이 보드의 펌웨어는 아직 빌드할 수 없습니다. 계획을 세우고, 배선하고, 가상 보드에서 모델을 시험해 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Train a small model for this board first.</source>
        <translation>먼저 이 보드에 맞는 작은 모델을 학습하세요.</translation>
    </message>
    <message>
        <source>✓ The board runs the model {0}: written, read back, started.</source>
        <translation>✓ 보드에서 모델 {0} 실행 중: 쓰고, 다시 읽어 확인하고, 시작했습니다.</translation>
    </message>
    <message>
        <source>Built, but not on the board yet.</source>
        <translation>빌드했지만 아직 보드에 올리지 않았습니다.</translation>
    </message>
    <message>
        <source>What usually helps:</source>
        <translation>보통 도움이 되는 것:</translation>
    </message>
</context>
<context>
    <name>DetectionsView</name>
    <message>
        <source>Timeline of detections</source>
        <translation>감지 시간표</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>감지</translation>
    </message>
    <message>
        <source>▶ Pla&amp;y its sound</source>
        <translation>▶ 소리 재생(&amp;Y)</translation>
    </message>
    <message>
        <source>Go with the &amp;newest</source>
        <translation>최신 감지 따라가기(&amp;N)</translation>
    </message>
    <message>
        <source>The sound of this detection is not known.</source>
        <translation>이 감지의 소리는 남아 있지 않습니다.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>단어</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>✕ wrong</source>
        <translation>✕ 잘못</translation>
    </message>
    <message>
        <source>nothing said about it</source>
        <translation>알려 준 것 없음</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export the model</source>
        <translation>모델 내보내기</translation>
    </message>
    <message>
        <source>Where shall your words be heard?</source>
        <translation>단어를 어디에서 듣게 할까요?</translation>
    </message>
    <message>
        <source>Another &amp;folder…</source>
        <translation>다른 폴더(&amp;F)…</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>내보내는 중</translation>
    </message>
    <message>
        <source>For this, something is downloaded once:</source>
        <translation>이를 위해 다음을 한 번 내려받습니다:</translation>
    </message>
    <message>
        <source>In a &amp;browser</source>
        <translation>브라우저에서(&amp;B)</translation>
    </message>
    <message>
        <source>A page that listens offline: open it, or put it on a web site.</source>
        <translation>오프라인으로 듣는 페이지입니다. 열어 보거나 웹 사이트에 올리세요.</translation>
    </message>
    <message>
        <source>On an &amp;ESPHome device</source>
        <translation>ESPHome 기기에서(&amp;E)</translation>
    </message>
    <message>
        <source>Models for the component micro_wake_word, for Home Assistant.</source>
        <translation>Home Assistant를 위한 micro_wake_word 구성 요소용 모델입니다.</translation>
    </message>
    <message>
        <source>In your own program, as &amp;C</source>
        <translation>내 프로그램에서, C로(&amp;C)</translation>
    </message>
    <message>
        <source>model.h and model.c, which need nothing else: C99, no heap.</source>
        <translation>다른 것이 필요 없는 model.h와 model.c입니다. C99, 힙 없음.</translation>
    </message>
    <message>
        <source>In your own program, as TensorFlow &amp;Lite</source>
        <translation>내 프로그램에서, TensorFlow Lite로(&amp;L)</translation>
    </message>
    <message>
        <source>The int8 model as one .tflite file.</source>
        <translation>int8 모델을 담은 .tflite 파일 하나입니다.</translation>
    </message>
    <message>
        <source>On a chip with &amp;2 KB of RAM, as C</source>
        <translation>RAM 2 KB 칩에서, C로(&amp;2)</translation>
    </message>
    <message>
        <source>The small model with its front end, as C99.</source>
        <translation>프런트 엔드가 포함된 작은 모델, C99.</translation>
    </message>
    <message>
        <source>E&amp;xport</source>
        <translation>내보내기(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Show the files</source>
        <translation>파일 보기(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Open the page</source>
        <translation>페이지 열기(&amp;O)</translation>
    </message>
    <message>
        <source>Into the folder {0}</source>
        <translation>저장할 폴더: {0}</translation>
    </message>
    <message>
        <source>Written: {0}</source>
        <translation>저장함: {0}</translation>
    </message>
    <message>
        <source>Folder for the files</source>
        <translation>파일을 저장할 폴더</translation>
    </message>
</context>
<context>
    <name>FailedStart</name>
    <message>
        <source>Wakewright cannot start. Your projects are as they were.</source>
        <translation>Wakewright를 시작할 수 없습니다. 프로젝트는 그대로입니다.</translation>
    </message>
    <message>
        <source>All about it is in {0}</source>
        <translation>자세한 내용은 {0}에 있습니다</translation>
    </message>
</context>
<context>
    <name>FetchPanel</name>
    <message>
        <source>Downloading</source>
        <translation>내려받기</translation>
    </message>
    <message>
        <source>To build firmware for {0} on this computer, this is downloaded once:</source>
        <translation>{0}용 펌웨어를 이 컴퓨터에서 빌드하려면 한 번 내려받아야 합니다:</translation>
    </message>
</context>
<context>
    <name>ImportView</name>
    <message>
        <source>What was refused, and why</source>
        <translation>가져오지 않은 것과 그 이유</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>{0} recordings were taken in</source>
        <translation>녹음 {0}개를 가져왔습니다</translation>
    </message>
    <message>
        <source>{0} were there already.</source>
        <translation>{0}개는 이미 있었습니다.</translation>
    </message>
    <message>
        <source>{0} were refused:</source>
        <translation>{0}개는 가져오지 않았습니다:</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Cancel: {0}</source>
        <translation>취소: {0}</translation>
    </message>
    <message>
        <source>Stopping. What is finished is kept.</source>
        <translation>멈추는 중입니다. 끝난 것은 남습니다.</translation>
    </message>
    <message>
        <source>Cancelled. What was finished before is kept.</source>
        <translation>취소했습니다. 그전에 끝난 것은 남아 있습니다.</translation>
    </message>
    <message>
        <source>about {0} seconds left</source>
        <translation>약 {0}초 남음</translation>
    </message>
    <message>
        <source>about a minute left</source>
        <translation>약 1분 남음</translation>
    </message>
    <message>
        <source>about {0} minutes left</source>
        <translation>약 {0}분 남음</translation>
    </message>
</context>
<context>
    <name>KeyboardFields</name>
    <message>
        <source>{0}: key or text</source>
        <translation>{0}: 키 또는 글</translation>
    </message>
    <message>
        <source>Press</source>
        <translation>누르기</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>입력하기</translation>
    </message>
    <message>
        <source>e.g. ctrl+alt+l or f5</source>
        <translation>예: ctrl+alt+l, f5</translation>
    </message>
    <message>
        <source>e.g. Good night</source>
        <translation>예: Good night</translation>
    </message>
</context>
<context>
    <name>LabelList</name>
    <message>
        <source>What to record</source>
        <translation>녹음할 것</translation>
    </message>
    <message>
        <source>{0} of {1} seconds</source>
        <translation>{0}/{1}초</translation>
    </message>
    <message>
        <source>{0} takes</source>
        <translation>녹음 {0}개</translation>
    </message>
    <message>
        <source>{0} of {1} takes</source>
        <translation>녹음 {0}/{1}개</translation>
    </message>
    <message>
        <source>too few to train</source>
        <translation>학습하기에 너무 적음</translation>
    </message>
    <message>
        <source>more would help</source>
        <translation>더 있으면 좋음</translation>
    </message>
    <message>
        <source>would help</source>
        <translation>있으면 좋음</translation>
    </message>
    <message>
        <source>enough</source>
        <translation>충분함</translation>
    </message>
</context>
<context>
    <name>Labels</name>
    <message>
        <source>other words</source>
        <translation>다른 말</translation>
    </message>
    <message>
        <source>background noise</source>
        <translation>배경 소음</translation>
    </message>
    <message>
        <source>long speech</source>
        <translation>긴 말소리</translation>
    </message>
</context>
<context>
    <name>LanguageChoice</name>
    <message>
        <source>Language of the words</source>
        <translation>단어의 언어</translation>
    </message>
    <message>
        <source>Used for advice on how words sound; training needs no language.</source>
        <translation>단어의 소리에 대해 조언할 때만 쓰입니다. 학습에는 언어가 필요 없습니다.</translation>
    </message>
    <message>
        <source>As their letters say</source>
        <translation>글자를 보고 판단</translation>
    </message>
</context>
<context>
    <name>LevelBar</name>
    <message>
        <source>not known yet</source>
        <translation>아직 모름</translation>
    </message>
    <message>
        <source>✕ no sound at all</source>
        <translation>✕ 소리가 전혀 없음</translation>
    </message>
    <message>
        <source>○ quiet</source>
        <translation>○ 조용함</translation>
    </message>
    <message>
        <source>✓ somebody speaks</source>
        <translation>✓ 누군가 말하는 중</translation>
    </message>
    <message>
        <source>✕ too loud</source>
        <translation>✕ 너무 큼</translation>
    </message>
    <message>
        <source>{0}, {1} dB</source>
        <translation>{0}, {1} dB</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Level of the microphone</source>
        <translation>마이크 레벨</translation>
    </message>
    <message>
        <source>Space or Enter reads it out. The dashed line: quieter is too quiet</source>
        <translation>스페이스나 Enter를 누르면 읽어 줍니다. 점선보다 작으면 너무 조용한 것입니다</translation>
    </message>
    <message>
        <source>The microphone is off.</source>
        <translation>마이크가 꺼져 있습니다.</translation>
    </message>
    <message>
        <source>{0} decibels</source>
        <translation>{0} 데시벨</translation>
    </message>
    <message>
        <source>No sound at all</source>
        <translation>소리가 전혀 없음</translation>
    </message>
    <message>
        <source>Quiet: speak, or come nearer</source>
        <translation>조용함: 말하거나 더 가까이 오세요</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>좋음</translation>
    </message>
    <message>
        <source>Too loud: move away</source>
        <translation>너무 큼: 조금 떨어지세요</translation>
    </message>
</context>
<context>
    <name>ListenFacts</name>
    <message>
        <source>Microphone of the board</source>
        <translation>보드의 마이크</translation>
    </message>
    <message>
        <source>Listened</source>
        <translation>들은 시간</translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation>오탐</translation>
    </message>
    <message>
        <source>From sound to line</source>
        <translation>소리부터 출력까지</translation>
    </message>
    <message>
        <source>Lost on the way</source>
        <translation>도중에 잃은 것</translation>
    </message>
    <message>
        <source>not known before the first detection</source>
        <translation>첫 감지 전에는 알 수 없음</translation>
    </message>
    <message>
        <source>under 1 ms</source>
        <translation>1 ms 미만</translation>
    </message>
    <message>
        <source>{0} ms at most</source>
        <translation>최대 {0} ms</translation>
    </message>
    <message>
        <source>✓ nothing</source>
        <translation>✓ 없음</translation>
    </message>
    <message>
        <source>{0} ms of sound</source>
        <translation>소리 {0} ms</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>아직 모름</translation>
    </message>
    <message>
        <source>{0} so far: {1} an hour; with 95 % confidence under {2} an hour</source>
        <translation>지금까지 {0}회, 시간당 {1}회. 95 % 확실하게 시간당 {2}회 미만</translation>
    </message>
</context>
<context>
    <name>ListenPage</name>
    <message>
        <source>Last word heard</source>
        <translation>마지막으로 들은 단어</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>Detections</source>
        <translation>감지</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>점수</translation>
    </message>
    <message>
        <source>Raw log</source>
        <translation>원본 기록</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>듣기</translation>
    </message>
    <message>
        <source>Watch what the board hears. What it gets wrong, you can keep for the next training.</source>
        <translation>보드가 듣는 것을 지켜봅니다. 틀린 것은 다음 학습을 위해 저장할 수 있습니다.</translation>
    </message>
    <message>
        <source>Open a project or make a new one on the page Words first.</source>
        <translation>먼저 단어 페이지에서 프로젝트를 열거나 새로 만드세요.</translation>
    </message>
    <message>
        <source>Train a model on the page Train first.</source>
        <translation>먼저 학습 페이지에서 모델을 학습하세요.</translation>
    </message>
    <message>
        <source>Build the firmware on the page Board first, or plug in a board.</source>
        <translation>먼저 보드 페이지에서 펌웨어를 빌드하거나 보드를 꽂으세요.</translation>
    </message>
    <message>
        <source>Listening. Say: {0}</source>
        <translation>듣는 중입니다. 말해 보세요: {0}</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>듣고 있지 않음</translation>
    </message>
</context>
<context>
    <name>ListenSource</name>
    <message>
        <source>B&amp;oard</source>
        <translation>보드(&amp;O)</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>The board sends its so&amp;und, so that it can be kept</source>
        <translation>저장할 수 있도록 보드가 소리를 보냄(&amp;U)</translation>
    </message>
    <message>
        <source>This computer’s microphone</source>
        <translation>이 컴퓨터의 마이크</translation>
    </message>
    <message>
        <source>The takes kept for testing</source>
        <translation>시험용으로 남겨 둔 녹음</translation>
    </message>
    <message>
        <source>A sound file</source>
        <translation>소리 파일</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>&amp;To the Board page</source>
        <translation>보드 페이지로(&amp;T)</translation>
    </message>
    <message>
        <source>It hea&amp;rs</source>
        <translation>듣는 소리(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Faster than time</source>
        <translation>실제보다 빠르게(&amp;F)</translation>
    </message>
    <message>
        <source>Sound for the board</source>
        <translation>보드에 들려줄 소리</translation>
    </message>
    <message>
        <source>Play a sound to the board</source>
        <translation>보드에 소리 들려주기</translation>
    </message>
    <message>
        <source>Sound files ({0})</source>
        <translation>소리 파일 ({0})</translation>
    </message>
    <message>
        <source>Stop &amp;listening</source>
        <translation>듣기 멈춤(&amp;L)</translation>
    </message>
    <message>
        <source>Start &amp;listening</source>
        <translation>듣기 시작(&amp;L)</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>멈추는 중…</translation>
    </message>
    <message>
        <source>○ Not listening.</source>
        <translation>○ 듣고 있지 않습니다.</translation>
    </message>
    <message>
        <source>… The board does not answer. Press its reset button; if that does not help, flash it on the Board page. It is asked again and again.</source>
        <translation>… 보드가 응답하지 않습니다. 리셋 버튼을 누르고, 그래도 안 되면 보드 페이지에서 다시 쓰세요. 계속 물어보고 있습니다.</translation>
    </message>
    <message>
        <source>… Connecting.</source>
        <translation>… 연결하는 중입니다.</translation>
    </message>
    <message>
        <source>↻ The board went away: unplugged, or it restarts. It is waited for; plug it in again, and listening goes on by itself.</source>
        <translation>↻ 보드의 연결이 끊겼습니다. 뽑혔거나 다시 시작하는 중입니다. 기다리고 있으니 다시 꽂으면 저절로 이어집니다.</translation>
    </message>
    <message>
        <source>⚠ The board answers, but cannot listen. {0} Put the firmware on it again.</source>
        <translation>⚠ 보드가 응답하지만 들을 수 없습니다. {0} 펌웨어를 다시 올리세요.</translation>
    </message>
    <message>
        <source>⚠ Listening, but the board runs another model than the chosen one: flash it again.</source>
        <translation>⚠ 듣고 있지만 보드의 모델이 고른 모델과 다릅니다. 다시 쓰세요.</translation>
    </message>
    <message>
        <source>● Listening to {0}.</source>
        <translation>● 듣는 중: {0}.</translation>
    </message>
    <message>
        <source>Pl&amp;ay them</source>
        <translation>들려주기(&amp;A)</translation>
    </message>
    <message>
        <source>Pl&amp;ay a file…</source>
        <translation>파일 들려주기(&amp;A)…</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>다시 시도(&amp;A)</translation>
    </message>
    <message>
        <source>Speak: what you say goes to the board as it is said.</source>
        <translation>말해 보세요. 말하는 대로 보드에 전달됩니다.</translation>
    </message>
    <message>
        <source>Played {0} of {1} s.</source>
        <translation>{1}초 중 {0}초를 들려주었습니다.</translation>
    </message>
    <message>
        <source>Heard {0} of {1} words, {2} wrong detections.</source>
        <translation>단어 {1}개 중 {0}개를 들었고, 잘못된 감지는 {2}회입니다.</translation>
    </message>
</context>
<context>
    <name>LiveCurveView</name>
    <message>
        <source>Right answers on takes kept back</source>
        <translation>따로 남겨 둔 녹음의 정답률</translation>
    </message>
    <message>
        <source>Loss (lower is better)</source>
        <translation>손실(낮을수록 좋음)</translation>
    </message>
    <message>
        <source>&amp;Curve:</source>
        <translation>곡선(&amp;C):</translation>
    </message>
    <message>
        <source>How the networks learn</source>
        <translation>신경망이 배우는 과정</translation>
    </message>
    <message>
        <source>Arrow keys read the points.</source>
        <translation>화살표 키를 누르면 점을 읽어 줍니다.</translation>
    </message>
    <message>
        <source>How the networks learn, as a table</source>
        <translation>신경망이 배우는 과정(표)</translation>
    </message>
    <message>
        <source>done of its training (%)</source>
        <translation>학습 진행(%)</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>right answers (%)</source>
        <translation>정답률(%)</translation>
    </message>
    <message>
        <source>{0}, step {1}</source>
        <translation>{0}, {1}단계</translation>
    </message>
    <message>
        <source>not yet known</source>
        <translation>아직 모름</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>진행</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>손실</translation>
    </message>
    <message>
        <source>Right answers</source>
        <translation>정답률</translation>
    </message>
    <message>
        <source>{0}: {1} done, loss {2}, right answers {3}.</source>
        <translation>{0}: {1} 진행, 손실 {2}, 정답률 {3}.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
</context>
<context>
    <name>MediaFields</name>
    <message>
        <source>Play or pause</source>
        <translation>재생 또는 일시 정지</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>소리 크게</translation>
    </message>
    <message>
        <source>Quieter</source>
        <translation>소리 작게</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>음소거</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Project</source>
        <translation>프로젝트(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>이동(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;New project</source>
        <translation>새 프로젝트(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>열기(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>최근 프로젝트 열기(&amp;R)</translation>
    </message>
    <message>
        <source>Open the &amp;sample project</source>
        <translation>예제 프로젝트 열기(&amp;S)</translation>
    </message>
    <message>
        <source>Show the project’s &amp;folder</source>
        <translation>프로젝트 폴더 보기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Export the model…</source>
        <translation>모델 내보내기(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>끝내기(&amp;Q)</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>다음 페이지</translation>
    </message>
    <message>
        <source>Page before</source>
        <translation>이전 페이지</translation>
    </message>
    <message>
        <source>To the list of steps</source>
        <translation>단계 목록으로</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정에 따름</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>고대비</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>색(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Size of text</source>
        <translation>글자 크기(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>글자 크게(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>글자 작게(&amp;M)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>언어(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Reduce motion</source>
        <translation>움직임 줄이기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>단축키(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Wakewright</source>
        <translation>Wakewright 정보(&amp;A)</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>프로젝트 열기</translation>
    </message>
    <message>
        <source>There is no model to export yet: train one first.</source>
        <translation>아직 내보낼 모델이 없습니다. 먼저 학습하세요.</translation>
    </message>
    <message>
        <source>Ctrl+1 to Ctrl+6: a page</source>
        <translation>Ctrl+1~Ctrl+6: 해당 페이지로</translation>
    </message>
    <message>
        <source>Ctrl+Page Down, Ctrl+Page Up: next page, page before</source>
        <translation>Ctrl+Page Down, Ctrl+Page Up: 다음 페이지, 이전 페이지</translation>
    </message>
    <message>
        <source>F6: the list of steps; Tab and Shift+Tab: from control to control</source>
        <translation>F6: 단계 목록으로. Tab, Shift+Tab: 다음 항목, 이전 항목으로</translation>
    </message>
    <message>
        <source>Ctrl++ and Ctrl+-: larger and smaller text</source>
        <translation>Ctrl++, Ctrl+-: 글자 크게, 작게</translation>
    </message>
    <message>
        <source>Alt and an underlined letter: a menu or a button</source>
        <translation>Alt와 밑줄 친 글자: 그 메뉴나 버튼</translation>
    </message>
    <message>
        <source>F2: another name for a word, on the page Words</source>
        <translation>F2: 단어 이름 바꾸기(단어 페이지)</translation>
    </message>
    <message>
        <source>F8: that was wrong; F9: missed me, on the page Listen</source>
        <translation>F8: 잘못 들었음, F9: 못 들었음(듣기 페이지)</translation>
    </message>
    <message>
        <source>Esc: cancel what is running on this page</source>
        <translation>Esc: 이 페이지에서 실행 중인 일 취소</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Wakewright {0} teaches a small chip your words. Recordings and models stay on this computer. Apache License 2.0; the licences of what comes along are in {1}.</source>
        <translation>Wakewright {0}: 작은 칩에 내 단어를 가르칩니다. 녹음과 모델은 이 컴퓨터에만 있습니다. Apache License 2.0. 함께 제공되는 것의 라이선스: {1}</translation>
    </message>
    <message>
        <source>About Wakewright</source>
        <translation>Wakewright 정보</translation>
    </message>
</context>
<context>
    <name>MistakesList</name>
    <message>
        <source>&amp;Find what it gets wrong</source>
        <translation>틀리는 것 찾기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>재생(&amp;P)</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>듣는 중</translation>
    </message>
    <message>
        <source>What the model gets wrong</source>
        <translation>모델이 틀리는 것</translation>
    </message>
    <message>
        <source>Sto&amp;p</source>
        <translation>멈춤(&amp;P)</translation>
    </message>
    <message>
        <source>✓ It got all {0} recordings right that it had never heard.</source>
        <translation>✓ 처음 듣는 녹음 {0}개를 모두 맞혔습니다.</translation>
    </message>
    <message>
        <source>{0} of {1} recordings that it had never heard.</source>
        <translation>처음 듣는 녹음 {1}개 중 {0}개.</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>말한 것</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>일어난 일</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>화자</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>not noticed in a room</source>
        <translation>방에서 알아채지 못함</translation>
    </message>
    <message>
        <source>taken for {0}</source>
        <translation>잘못 들음: {0}</translation>
    </message>
    <message>
        <source>woke: taken for {0}</source>
        <translation>반응함, 잘못 들음: {0}</translation>
    </message>
    <message>
        <source>{0} at {1} s</source>
        <translation>{0}, {1}초</translation>
    </message>
    <message>
        <source>other speech</source>
        <translation>다른 말소리</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>소음</translation>
    </message>
</context>
<context>
    <name>OfferQuestion</name>
    <message>
        <source>No&amp;t now</source>
        <translation>나중에(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Download {0} MB and go on</source>
        <translation>{0} MB 내려받고 계속(&amp;D)</translation>
    </message>
    <message>
        <source>{0}: {1} MB from {2}, {3} MB on this computer; licence {4}. {5}</source>
        <translation>{0}: {2}에서 {1} MB, 이 컴퓨터에서 {3} MB, 라이선스 {4}. {5}</translation>
    </message>
</context>
<context>
    <name>ParityPanel</name>
    <message>
        <source>Chec&amp;k that the board computes the same</source>
        <translation>보드의 계산이 같은지 확인(&amp;K)</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Result of the comparison</source>
        <translation>비교 결과</translation>
    </message>
    <message>
        <source>Is the board right?</source>
        <translation>보드가 맞게 계산하나요?</translation>
    </message>
    <message>
        <source>Build the firmware on the page Board first; then it can be compared.</source>
        <translation>먼저 보드 페이지에서 펌웨어를 빌드하세요. 그러면 비교할 수 있습니다.</translation>
    </message>
    <message>
        <source>The Uno has no memory for a sound that comes over the cable, so it cannot be compared here. Its model was compared in the simulator when Wakewright was made.</source>
        <translation>Uno에는 케이블로 오는 소리를 담을 메모리가 없어 여기서는 비교할 수 없습니다. Uno의 모델은 Wakewright를 만들 때 시뮬레이터에서 비교했습니다.</translation>
    </message>
    <message>
        <source>The same sound goes through this computer and through the board; every number in between must be the same. Listening pauses meanwhile.</source>
        <translation>같은 소리를 이 컴퓨터와 보드에 넣고 중간의 모든 숫자가 같은지 봅니다. 그동안 듣기는 멈춥니다.</translation>
    </message>
</context>
<context>
    <name>PinFields</name>
    <message>
        <source>{0}: which pin</source>
        <translation>{0}: 어느 핀</translation>
    </message>
    <message>
        <source>{0}: what it does</source>
        <translation>{0}: 하는 일</translation>
    </message>
    <message>
        <source>high</source>
        <translation>HIGH로</translation>
    </message>
    <message>
        <source>low</source>
        <translation>LOW로</translation>
    </message>
    <message>
        <source>for a moment</source>
        <translation>잠깐 켜기</translation>
    </message>
    <message>
        <source>on, then off</source>
        <translation>켜짐과 꺼짐을 번갈아</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>{0}: how long, in milliseconds</source>
        <translation>{0}: 얼마 동안(밀리초)</translation>
    </message>
    <message>
        <source>is on when low, as many relays are</source>
        <translation>low일 때 켜짐(릴레이에 흔함)</translation>
    </message>
    <message>
        <source>{0}: is on when low</source>
        <translation>{0}: low일 때 켜짐</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>핀</translation>
    </message>
</context>
<context>
    <name>PortChoice</name>
    <message>
        <source>P&amp;lugged in at</source>
        <translation>꽂힌 곳(&amp;L)</translation>
    </message>
    <message>
        <source>Port of the board</source>
        <translation>보드의 포트</translation>
    </message>
    <message>
        <source>&amp;What does it run?</source>
        <translation>무엇이 실행 중입니까(&amp;W)?</translation>
    </message>
    <message>
        <source>What is known of the board</source>
        <translation>보드에 대해 알려진 것</translation>
    </message>
    <message>
        <source>not plugged in</source>
        <translation>꽂혀 있지 않음</translation>
    </message>
    <message>
        <source>{0} (a {1} cable; it does not say which board)</source>
        <translation>{0}({1} 케이블, 어떤 보드인지 알려 주지 않음)</translation>
    </message>
    <message>
        <source>{0}, written last</source>
        <translation>{0}, 마지막으로 쓴 보드</translation>
    </message>
    <message>
        <source>Asking the board what it runs…</source>
        <translation>보드에 무엇이 실행 중인지 묻는 중…</translation>
    </message>
    <message>
        <source>This is the one of {0} that was written last.</source>
        <translation>{0}개 중 마지막으로 쓴 보드입니다.</translation>
    </message>
    <message>
        <source>! This is not the one that was written last.</source>
        <translation>! 마지막으로 쓴 보드가 아닙니다.</translation>
    </message>
    <message>
        <source>! Several boards like this are plugged in: choose by the serial number.</source>
        <translation>! 같은 보드가 여럿 꽂혀 있습니다. 일련번호로 고르세요.</translation>
    </message>
    <message>
        <source>It says nothing: no firmware of Wakewright is on it yet.</source>
        <translation>아무 말이 없습니다. 아직 Wakewright 펌웨어가 없습니다.</translation>
    </message>
    <message>
        <source>It has firmware of Wakewright, but no model.</source>
        <translation>Wakewright 펌웨어는 있지만 모델이 없습니다.</translation>
    </message>
    <message>
        <source>It runs the chosen model already: {0}.</source>
        <translation>고른 모델이 이미 실행 중입니다: {0}.</translation>
    </message>
    <message>
        <source>It runs another model, {0}: {1}.</source>
        <translation>다른 모델이 실행 중입니다: {0}({1}).</translation>
    </message>
</context>
<context>
    <name>PresetChoice</name>
    <message>
        <source>How thorough</source>
        <translation>얼마나 꼼꼼하게</translation>
    </message>
    <message>
        <source>&amp;Quick</source>
        <translation>빠르게(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Standard (advised)</source>
        <translation>표준(권장)(&amp;S)</translation>
    </message>
    <message>
        <source>Th&amp;orough</source>
        <translation>꼼꼼하게(&amp;O)</translation>
    </message>
</context>
<context>
    <name>RawLog</name>
    <message>
        <source>e.g. detect</source>
        <translation>예: detect</translation>
    </message>
    <message>
        <source>Show lines &amp;containing</source>
        <translation>이 글이 든 줄만 보기(&amp;C)</translation>
    </message>
    <message>
        <source>Sav&amp;e these lines…</source>
        <translation>이 줄 저장(&amp;E)…</translation>
    </message>
    <message>
        <source>Raw log</source>
        <translation>원본 기록</translation>
    </message>
    <message>
        <source>The log is in {0}.</source>
        <translation>기록 위치: {0}.</translation>
    </message>
    <message>
        <source>{0} lines; the last {1} are kept.</source>
        <translation>{0}줄. 마지막 {1}줄만 남깁니다.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>기록 저장</translation>
    </message>
    <message>
        <source>Text files (*.log *.txt)</source>
        <translation>텍스트 파일 (*.log *.txt)</translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>What is missing</source>
        <translation>빠진 것</translation>
    </message>
    <message>
        <source>&amp;Next: train</source>
        <translation>다음: 학습하기(&amp;N)</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>Record takes of each word; nothing needs pressing while you speak.</source>
        <translation>단어마다 여러 번 녹음합니다. 말하는 동안 아무것도 누르지 않아도 됩니다.</translation>
    </message>
    <message>
        <source>Open a project or make a new one on the page Words first.</source>
        <translation>먼저 단어 페이지에서 프로젝트를 열거나 새로 만드세요.</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>멈춤(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Start recording</source>
        <translation>녹음 시작(&amp;S)</translation>
    </message>
    <message>
        <source>Stop &amp;testing</source>
        <translation>시험 멈춤(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Test the microphone</source>
        <translation>마이크 시험(&amp;T)</translation>
    </message>
    <message>
        <source>Ctrl+R starts, Esc stops</source>
        <translation>Ctrl+R로 시작, Esc로 멈춤</translation>
    </message>
    <message>
        <source>Listen and show the level, but keep nothing</source>
        <translation>듣고 레벨만 보여 주며 아무것도 저장하지 않습니다</translation>
    </message>
    <message>
        <source>&amp;What to record</source>
        <translation>녹음할 것(&amp;W)</translation>
    </message>
    <message>
        <source>{0} × {1}</source>
        <translation>{0} × {1}</translation>
    </message>
    <message>
        <source>{0} s of {1}</source>
        <translation>{1} {0}초</translation>
    </message>
    <message>
        <source>○ Still to record: {0}</source>
        <translation>○ 더 녹음해야 합니다: {0}</translation>
    </message>
    <message>
        <source>✓ Enough to train. Better still with more: {0}</source>
        <translation>✓ 학습할 만큼 있습니다. 더 있으면 더 좋습니다: {0}</translation>
    </message>
    <message>
        <source>✓ Nothing is missing.</source>
        <translation>✓ 빠진 것이 없습니다.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>Once more: {0}</source>
        <translation>한 번 더: {0}</translation>
    </message>
    <message>
        <source>Next: {0}</source>
        <translation>다음: {0}</translation>
    </message>
    <message>
        <source>Done. {0}</source>
        <translation>끝났습니다. {0}</translation>
    </message>
    <message>
        <source>The microphone is back. {0}</source>
        <translation>마이크가 돌아왔습니다. {0}</translation>
    </message>
</context>
<context>
    <name>RecordPrompt</name>
    <message>
        <source>Takes recorded</source>
        <translation>녹음한 수</translation>
    </message>
    <message>
        <source>Sound of the last seconds</source>
        <translation>지난 몇 초의 소리</translation>
    </message>
    <message>
        <source>Opening the microphone …</source>
        <translation>마이크 여는 중 …</translation>
    </message>
    <message>
        <source>Waiting for the microphone</source>
        <translation>마이크를 기다리는 중</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>멈추는 중 …</translation>
    </message>
    <message>
        <source>Say something</source>
        <translation>아무 말이나 해 보세요</translation>
    </message>
    <message>
        <source>Let the room sound as it always does</source>
        <translation>방의 평소 소리를 그대로 들려주세요</translation>
    </message>
    <message>
        <source>Talk or read aloud, without your words</source>
        <translation>내 단어를 빼고 이야기하거나 소리 내어 읽으세요</translation>
    </message>
    <message>
        <source>Say “{0}”</source>
        <translation>“{0}” 말하기</translation>
    </message>
    <message>
        <source>Say any other word, each time another one</source>
        <translation>다른 단어를 매번 바꿔 가며 말하세요</translation>
    </message>
    <message>
        <source>Say another word, e.g. “{0}”</source>
        <translation>다른 단어를 말하세요(예: “{0}”)</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0}/{1}</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>아무것도 저장하지 않습니다.</translation>
    </message>
    <message>
        <source>Pieces of 10 seconds: {0}</source>
        <translation>10초 조각: {0}개</translation>
    </message>
    <message>
        <source>Takes: {0}, with a pause after each</source>
        <translation>녹음 {0}번, 한 번마다 잠깐 쉬기</translation>
    </message>
    <message>
        <source>Press Start once. Then nothing needs pressing: just speak.</source>
        <translation>시작을 한 번 누르세요. 그다음에는 아무것도 누르지 않고 말하기만 하면 됩니다.</translation>
    </message>
    <message>
        <source>It goes on by itself when the microphone is back. All takes so far are kept.</source>
        <translation>마이크가 돌아오면 저절로 이어집니다. 지금까지의 녹음은 모두 남아 있습니다.</translation>
    </message>
    <message>
        <source>⚠ Once more: {0}</source>
        <translation>⚠ 한 번 더: {0}</translation>
    </message>
    <message>
        <source>● Hearing you</source>
        <translation>● 듣고 있습니다</translation>
    </message>
    <message>
        <source>✓ Kept. </source>
        <translation>✓ 저장했습니다. </translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>잠깐만요 …</translation>
    </message>
    <message>
        <source>Listening: speak when you like.</source>
        <translation>듣는 중: 편할 때 말하세요.</translation>
    </message>
    <message>
        <source>The microphone is off.</source>
        <translation>마이크가 꺼져 있습니다.</translation>
    </message>
</context>
<context>
    <name>RecordingSetup</name>
    <message>
        <source>Each person gets a name, so that all are heard equally.</source>
        <translation>모두의 말을 똑같이 잘 듣도록 사람마다 이름을 붙입니다.</translation>
    </message>
    <message>
        <source>How much quiet ends a word, and how long the pauses are.</source>
        <translation>얼마나 조용해야 단어가 끝난 것으로 보는지, 쉬는 시간이 얼마나 긴지 정합니다.</translation>
    </message>
    <message>
        <source>Go on to the ne&amp;xt word that lacks takes</source>
        <translation>녹음이 부족한 다음 단어로 이어 가기(&amp;X)</translation>
    </message>
    <message>
        <source>Play &amp;each take after it</source>
        <translation>녹음할 때마다 들려주기(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Microphone</source>
        <translation>마이크(&amp;M)</translation>
    </message>
    <message>
        <source>Spea&amp;ker</source>
        <translation>화자(&amp;K)</translation>
    </message>
    <message>
        <source>Takes n&amp;ow</source>
        <translation>이번 녹음 수(&amp;O)</translation>
    </message>
    <message>
        <source>Pieces &amp;of 10 s</source>
        <translation>10초 조각 수(&amp;O)</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>화자</translation>
    </message>
    <message>
        <source>very relaxed: long pauses</source>
        <translation>아주 여유롭게: 길게 쉬기</translation>
    </message>
    <message>
        <source>relaxed: for slow speakers</source>
        <translation>여유롭게: 천천히 말하는 사람</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>brisk: no pauses</source>
        <translation>빠르게: 쉬지 않기</translation>
    </message>
    <message>
        <source>the one the system uses</source>
        <translation>시스템이 쓰는 마이크</translation>
    </message>
    <message>
        <source>Microphone of the board at {0}</source>
        <translation>{0}에 꽂힌 보드의 마이크</translation>
    </message>
    <message>
        <source>{0} (not plugged in)</source>
        <translation>{0}(꽂혀 있지 않음)</translation>
    </message>
    <message>
        <source>Microphone of the board</source>
        <translation>보드의 마이크</translation>
    </message>
    <message>
        <source>No microphone is plugged in. One that you plug in is found by itself.</source>
        <translation>꽂혀 있는 마이크가 없습니다. 꽂으면 저절로 찾습니다.</translation>
    </message>
    <message>
        <source>✓ The board will listen with the very microphone that you record with. It needs firmware of Wakewright; any will do, that of the sample project, too.</source>
        <translation>✓ 녹음하는 바로 그 마이크로 보드가 듣게 됩니다. Wakewright 펌웨어가 필요하며, 예제 프로젝트의 것이라도 괜찮습니다.</translation>
    </message>
    <message>
        <source>A board is plugged in. Its own microphone is the best one to record with: it is the one that will listen.</source>
        <translation>보드가 꽂혀 있습니다. 보드의 마이크로 녹음하는 것이 가장 좋습니다. 나중에 듣는 것도 그 마이크입니다.</translation>
    </message>
    <message>
        <source>Pa&amp;ce</source>
        <translation>속도(&amp;C)</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>What was said and what was heard</source>
        <translation>말한 것과 들은 것</translation>
    </message>
    <message>
        <source>Speakers and groups, the worst first</source>
        <translation>화자와 그룹, 가장 낮은 순</translation>
    </message>
    <message>
        <source>Rows: what was said. Columns: what the model heard. ✓ is right, ✗ is wrong.</source>
        <translation>행: 말한 것. 열: 모델이 들은 것. ✓는 맞음, ✗는 틀림.</translation>
    </message>
    <message>
        <source>What it takes for what</source>
        <translation>무엇을 무엇으로 듣는지</translation>
    </message>
    <message>
        <source>Who is understood worst</source>
        <translation>누구의 말을 가장 덜 알아듣는지</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>too few takes to test on</source>
        <translation>시험할 녹음이 너무 적음</translation>
    </message>
    <message>
        <source>no sound without a word to listen to</source>
        <translation>오탐을 시험할 소리가 없음</translation>
    </message>
    <message>
        <source>surely below {0}; {1} in {2} minutes</source>
        <translation>확실히 {0}회보다 적음. {2}분 동안 {1}회</translation>
    </message>
    <message>
        <source>Clips understood</source>
        <translation>알아들은 소리 조각</translation>
    </message>
    <message>
        <source>Words missed in a room</source>
        <translation>방에서 놓친 단어</translation>
    </message>
    <message>
        <source>False alarms an hour</source>
        <translation>시간당 오탐</translation>
    </message>
    <message>
        <source>between {0} and {1}; {2} tested</source>
        <translation>{0}~{1} 사이. {2}개 시험함</translation>
    </message>
    <message>
        <source>Said {0}, heard {1}: {2} of {3}</source>
        <translation>말한 것 {0}, 들은 것 {1}: {3}개 중 {2}개</translation>
    </message>
    <message>
        <source>Speaker or group</source>
        <translation>화자 또는 그룹</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>알아들음</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 구간</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>소리 조각</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0}~{1}</translation>
    </message>
    <message>
        <source>speaker</source>
        <translation>화자</translation>
    </message>
    <message>
        <source>accent</source>
        <translation>억양</translation>
    </message>
    <message>
        <source>gender</source>
        <translation>성별</translation>
    </message>
    <message>
        <source>age</source>
        <translation>나이</translation>
    </message>
    <message>
        <source>female</source>
        <translation>여성</translation>
    </message>
    <message>
        <source>male</source>
        <translation>남성</translation>
    </message>
    <message>
        <source>other words</source>
        <translation>다른 말</translation>
    </message>
    <message>
        <source>no word</source>
        <translation>단어 없음</translation>
    </message>
</context>
<context>
    <name>RowWords</name>
    <message>
        <source>chosen</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>오래됨</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>{0} ({1} to {2})</source>
        <translation>{0}({1}~{2})</translation>
    </message>
    <message>
        <source>{0} (surely below {1})</source>
        <translation>{0}(확실히 {1}보다 적음)</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>아직 재지 않음</translation>
    </message>
    <message>
        <source>{0} million</source>
        <translation>{0}백만 회</translation>
    </message>
    <message>
        <source>{0}: model {1}, clips understood {2}, words missed {3}, false alarms an hour {4}, flash {5}, RAM {6}, multiplications for a decision {7}.</source>
        <translation>{0}: 모델 {1}, 알아들은 소리 조각 {2}, 놓친 단어 {3}, 시간당 오탐 {4}, 플래시 {5}, RAM {6}, 한 번 판단하는 데 드는 곱셈 {7}.</translation>
    </message>
    <message>
        <source>✓ fits on: {0}</source>
        <translation>✓ 들어가는 보드: {0}</translation>
    </message>
    <message>
        <source>{0} of flash</source>
        <translation>플래시 {0}</translation>
    </message>
    <message>
        <source>{0} of RAM</source>
        <translation>RAM {0}</translation>
    </message>
    <message>
        <source>✗ does not fit on: {0}, which lacks {1}</source>
        <translation>✗ 들어가지 않는 보드: {0}(부족: {1})</translation>
    </message>
    <message>
        <source> and </source>
        <translation> 및 </translation>
    </message>
    <message>
        <source>trained</source>
        <translation>학습함</translation>
    </message>
    <message>
        <source>channels removed</source>
        <translation>채널을 없앰</translation>
    </message>
    <message>
        <source>weights removed</source>
        <translation>가중치를 없앰</translation>
    </message>
    <message>
        <source>weights grouped</source>
        <translation>가중치를 묶음</translation>
    </message>
    <message>
        <source>trained for whole numbers</source>
        <translation>정수에 맞춰 학습함</translation>
    </message>
    <message>
        <source>made of 8-bit numbers</source>
        <translation>8비트 수로 바꿈</translation>
    </message>
    <message>
        <source>made slim</source>
        <translation>군더더기를 뺌</translation>
    </message>
    <message>
        <source>encoded</source>
        <translation>부호화함</translation>
    </message>
</context>
<context>
    <name>SafetyFields</name>
    <message>
        <source>On, then off, each time it is heard</source>
        <translation>들을 때마다 켜짐과 꺼짐을 번갈아</translation>
    </message>
    <message>
        <source>{0}: on, then off</source>
        <translation>{0}: 켜짐과 꺼짐을 번갈아</translation>
    </message>
    <message>
        <source>{0}: how long the second word is waited for, in seconds</source>
        <translation>{0}: 두 번째 단어를 기다리는 시간(초)</translation>
    </message>
    <message>
        <source>{0}: how long it rests, in seconds</source>
        <translation>{0}: 쉬는 시간(초)</translation>
    </message>
    <message>
        <source>within</source>
        <translation>제한 시간</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>쉬지 않음</translation>
    </message>
    <message>
        <source>Do this</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Wait before doing it again:</source>
        <translation>다시 하기 전에 쉬기:</translation>
    </message>
    <message>
        <source>{0}: only after a second word</source>
        <translation>{0}: 두 번째 단어 뒤에만</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>바로</translation>
    </message>
    <message>
        <source>only after “{0}”</source>
        <translation>“{0}” 뒤에만</translation>
    </message>
    <message>
        <source>only when said twice</source>
        <translation>두 번 말했을 때만</translation>
    </message>
    <message>
        <source> s</source>
        <translation>초</translation>
    </message>
    <message>
        <source>on, then off</source>
        <translation>켜짐과 꺼짐을 번갈아</translation>
    </message>
    <message>
        <source>waits for “{0}”</source>
        <translation>“{0}” 기다림</translation>
    </message>
    <message>
        <source>rests {0} s</source>
        <translation>{0}초 쉼</translation>
    </message>
    <message>
        <source>Against mistakes: {0}</source>
        <translation>실수 방지: {0}</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>아직 없음</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context>
<context>
    <name>ScoreBars</name>
    <message>
        <source>{0}: {1} %, fires at {2} %</source>
        <translation>{0}: {1} %, {2} %부터 반응</translation>
    </message>
</context>
<context>
    <name>ScoreTraces</name>
    <message>
        <source>Scores of the last minute</source>
        <translation>지난 1분의 점수</translation>
    </message>
    <message>
        <source>seconds ago</source>
        <translation>몇 초 전</translation>
    </message>
    <message>
        <source>score in %</source>
        <translation>점수(%)</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>감도</translation>
    </message>
    <message>
        <source>&amp;Sensitivity</source>
        <translation>감도(&amp;S)</translation>
    </message>
    <message>
        <source>Save as the pro&amp;ject’s sensitivity</source>
        <translation>프로젝트의 감도로 저장(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Back to the project’s</source>
        <translation>프로젝트의 감도로 되돌리기(&amp;B)</translation>
    </message>
    <message>
        <source>{0} fires</source>
        <translation>{0} 반응</translation>
    </message>
    <message>
        <source>{0}: now {1} %, at most {2} %</source>
        <translation>{0}: 지금 {1} %, 최고 {2} %</translation>
    </message>
    <message>
        <source>fires at: {0}</source>
        <translation>반응하는 점수: {0}</translation>
    </message>
    <message>
        <source>No scores yet.</source>
        <translation>아직 점수가 없습니다.</translation>
    </message>
</context>
<context>
    <name>SearchPanel</name>
    <message>
        <source>any board</source>
        <translation>모든 보드</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation>분</translation>
    </message>
    <message>
        <source>&amp;Look for better models</source>
        <translation>더 나은 모델 찾기(&amp;L)</translation>
    </message>
    <message>
        <source>F&amp;or:</source>
        <translation>대상(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;During:</source>
        <translation>시간(&amp;D):</translation>
    </message>
    <message>
        <source>Tries other networks and other ways to make them small, for as long as you like, then trains the two best fully. What was tried is kept when you cancel.</source>
        <translation>원하는 시간 동안 다른 신경망과 다른 줄이는 방법을 시도한 뒤, 가장 좋은 둘을 끝까지 학습합니다. 취소해도 시도한 것은 남습니다.</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>찾기</translation>
    </message>
</context>
<context>
    <name>ShrinkPage</name>
    <message>
        <source>Shrink</source>
        <translation>줄이기</translation>
    </message>
    <message>
        <source>Every training makes several models. Smaller ones leave room on the chip; larger ones may hear better. Select one to see what it needs and where it fits.</source>
        <translation>학습할 때마다 모델이 여러 개 만들어집니다. 작은 모델은 칩에 여유를 남기고, 큰 모델은 더 잘 들을 수 있습니다. 하나를 고르면 무엇이 필요하고 어디에 들어가는지 보여 줍니다.</translation>
    </message>
    <message>
        <source>Open a project or make a new one on the page Words first.</source>
        <translation>먼저 단어 페이지에서 프로젝트를 열거나 새로 만드세요.</translation>
    </message>
    <message>
        <source>Train on the page Train first.</source>
        <translation>먼저 학습 페이지에서 학습하세요.</translation>
    </message>
    <message>
        <source>Room for a model beside the program: {0}.</source>
        <translation>프로그램을 빼고 모델에 쓸 수 있는 공간: {0}.</translation>
    </message>
    <message>
        <source>The Arduino Uno takes small models of its own: see the page Board.</source>
        <translation>Arduino Uno에는 따로 만든 작은 모델이 들어갑니다. 보드 페이지를 보세요.</translation>
    </message>
    <message>
        <source>Size against accuracy</source>
        <translation>크기와 정확도</translation>
    </message>
    <message>
        <source>◆ chosen · ● best of its size · ○ beaten by another · ring: selected · □ steps of the selected one, by the takes that chose them. Click or use the arrow keys; Enter takes the selected one.</source>
        <translation>◆ 쓰는 모델 · ● 같은 크기에서 가장 좋음 · ○ 더 나은 것이 있음 · 고리: 고른 것 · □ 고른 모델의 단계(단계를 정한 녹음 기준). 클릭하거나 화살표 키를 쓰고, Enter를 누르면 고른 모델을 씁니다.</translation>
    </message>
    <message>
        <source>&amp;Measure flash and RAM</source>
        <translation>플래시와 RAM 재기(&amp;M)</translation>
    </message>
    <message>
        <source>Measuring flash and RAM</source>
        <translation>플래시와 RAM을 재는 중</translation>
    </message>
    <message>
        <source>&amp;Use this model</source>
        <translation>이 모델 쓰기(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Next: put it on a board</source>
        <translation>다음: 보드에 올리기(&amp;N)</translation>
    </message>
    <message>
        <source>How it became small</source>
        <translation>작아진 과정</translation>
    </message>
    <message>
        <source>Listen to what it gets wrong</source>
        <translation>틀리는 것 들어 보기</translation>
    </message>
    <message>
        <source>More</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>&amp;Save the picture…</source>
        <translation>그림 저장(&amp;S)…</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>그리는 중</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>the whole firmware</source>
        <translation>펌웨어 전체</translation>
    </message>
    <message>
        <source>not measured yet; the model alone: {0}</source>
        <translation>아직 재지 않음. 모델만: {0}</translation>
    </message>
    <message>
        <source>between {0} and {1}</source>
        <translation>{0}~{1} 사이</translation>
    </message>
    <message>
        <source>surely below {0}</source>
        <translation>확실히 {0}보다 적음</translation>
    </message>
    <message>
        <source>Clips understood</source>
        <translation>알아들은 소리 조각</translation>
    </message>
    <message>
        <source>False alarms an hour</source>
        <translation>시간당 오탐</translation>
    </message>
    <message>
        <source>Flash</source>
        <translation>플래시</translation>
    </message>
    <message>
        <source>{0} of it the model</source>
        <translation>그중 모델 {0}</translation>
    </message>
    <message>
        <source>RAM at its peak</source>
        <translation>RAM(최대)</translation>
    </message>
    <message>
        <source>Multiplications</source>
        <translation>곱셈 수</translation>
    </message>
    <message>
        <source>for each decision</source>
        <translation>한 번 판단할 때</translation>
    </message>
    <message>
        <source>✓ Saved as {0}.</source>
        <translation>✓ 저장했습니다: {0}.</translation>
    </message>
    <message>
        <source>{0} is the model that goes on the board now.</source>
        <translation>이제 보드에 올라가는 모델: {0}.</translation>
    </message>
    <message>
        <source>size against accuracy.png</source>
        <translation>크기와 정확도.png</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>그림 저장</translation>
    </message>
</context>
<context>
    <name>SketchNote</name>
    <message>
        <source>Writing the sketch</source>
        <translation>스케치 쓰기</translation>
    </message>
    <message>
        <source>&amp;Open it in the Arduino IDE</source>
        <translation>Arduino IDE에서 열기(&amp;O)</translation>
    </message>
    <message>
        <source>Show its &amp;folder</source>
        <translation>폴더 보기(&amp;F)</translation>
    </message>
    <message>
        <source>✓ The sketch is in {0}. Its README says what to choose in the Arduino IDE.</source>
        <translation>✓ 스케치를 여기에 썼습니다: {0}. Arduino IDE에서 무엇을 고를지는 README에 있습니다.</translation>
    </message>
</context>
<context>
    <name>SmallModelPanel</name>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>A small model of its own</source>
        <translation>이 보드만의 작은 모델</translation>
    </message>
    <message>
        <source>{0} has {1} of memory: the models of the page Train do not fit. It takes a small one of its own, made of the same takes. It hears less well than the large ones; expect more missed words and more false alarms.</source>
        <translation>{0}의 메모리는 {1}입니다. 학습 페이지의 모델은 들어가지 않으므로 같은 녹음으로 만든 작은 모델을 따로 씁니다. 큰 모델만큼 잘 듣지 못하니, 놓치는 단어와 오탐이 더 많을 수 있습니다.</translation>
    </message>
    <message>
        <source>! Takes or words have changed since it was trained: train it again.</source>
        <translation>! 학습한 뒤에 녹음이나 단어가 바뀌었습니다. 다시 학습하세요.</translation>
    </message>
    <message>
        <source>{0}: {1} bytes of weights, {2} bytes of state.</source>
        <translation>{0}: 가중치 {1}바이트, 상태 {2}바이트.</translation>
    </message>
    <message>
        <source>What the whole program needs is known once it is built.</source>
        <translation>프로그램 전체에 필요한 것은 한 번 빌드하면 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Its load is measured where simavr is installed.</source>
        <translation>칩의 부하는 simavr가 설치된 곳에서 측정됩니다.</translation>
    </message>
    <message>
        <source>Measured in the simulator: the chip is busy {0} % of the time, and {1} bytes of its memory are never touched.</source>
        <translation>시뮬레이터에서 측정: 칩은 시간의 {0} % 동안 일하고, 메모리 {1}바이트는 한 번도 쓰이지 않습니다.</translation>
    </message>
    <message>
        <source>&amp;Train it again</source>
        <translation>다시 학습(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Train a small model</source>
        <translation>작은 모델 학습(&amp;T)</translation>
    </message>
    <message>
        <source>The training is done. {0}</source>
        <translation>학습이 끝났습니다. {0}</translation>
    </message>
</context>
<context>
    <name>StartPanel</name>
    <message>
        <source>A new project</source>
        <translation>새 프로젝트</translation>
    </message>
    <message>
        <source>Name of the project</source>
        <translation>프로젝트 이름</translation>
    </message>
    <message>
        <source>e.g. Desk lamp</source>
        <translation>예: 책상 조명</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>이름(&amp;N)</translation>
    </message>
    <message>
        <source>Folder that the project is made in</source>
        <translation>프로젝트를 만들 폴더</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>바꾸기(&amp;C)…</translation>
    </message>
    <message>
        <source>Change the folder</source>
        <translation>폴더 바꾸기</translation>
    </message>
    <message>
        <source>Spo&amp;ken in</source>
        <translation>말하는 언어(&amp;K)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Any language, any script. A sound works, too, as long as you can repeat it: a whistle, two claps, a hum. Give it a name.</source>
        <translation>어느 언어, 어느 글자든 됩니다. 휘파람, 박수 두 번, 콧노래처럼 되풀이할 수 있는 소리도 됩니다. 이름만 붙이세요.</translation>
    </message>
    <message>
        <source>Create the pro&amp;ject</source>
        <translation>프로젝트 만들기(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Back to the open project</source>
        <translation>열린 프로젝트로 돌아가기(&amp;B)</translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation>먼저 둘러보기</translation>
    </message>
    <message>
        <source>The sample project has recordings and trained models of two phrases. It can be put on a virtual board and listened to at once.</source>
        <translation>예제 프로젝트에는 두 구절의 녹음과 학습된 모델이 있습니다. 바로 가상 보드에 올려 들어 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Open the &amp;sample project</source>
        <translation>예제 프로젝트 열기(&amp;S)</translation>
    </message>
    <message>
        <source>Sample project</source>
        <translation>예제 프로젝트</translation>
    </message>
    <message>
        <source>Go on with a project</source>
        <translation>프로젝트 이어 하기</translation>
    </message>
    <message>
        <source>Projects that you open are listed here.</source>
        <translation>연 프로젝트가 여기에 나옵니다.</translation>
    </message>
    <message>
        <source>&amp;Open another…</source>
        <translation>다른 프로젝트 열기(&amp;O)…</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>열기: {0}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>제거: {0}</translation>
    </message>
    <message>
        <source>Add a word first.</source>
        <translation>먼저 단어를 추가하세요.</translation>
    </message>
    <message>
        <source>There is a project of this name in the folder already.</source>
        <translation>폴더에 이 이름의 프로젝트가 이미 있습니다.</translation>
    </message>
    <message>
        <source>Where shall the project go?</source>
        <translation>프로젝트를 어디에 둘까요?</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>프로젝트 열기</translation>
    </message>
</context>
<context>
    <name>StepsList</name>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>waits: {0}</source>
        <translation>대기: {0}</translation>
    </message>
</context>
<context>
    <name>StepsPath</name>
    <message>
        <source>Steps that made the model small</source>
        <translation>모델을 줄인 단계</translation>
    </message>
    <message>
        <source>the beginning</source>
        <translation>처음</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>바이트</translation>
    </message>
    <message>
        <source>Right answers while making it</source>
        <translation>만드는 동안의 정답률</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>↩ undone</source>
        <translation>↩ 되돌림</translation>
    </message>
    <message>
        <source>✓ kept</source>
        <translation>✓ 적용함</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>재지 않음</translation>
    </message>
</context>
<context>
    <name>TakesModel</name>
    <message>
        <source>Take</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>화자</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Nothing is wrong with this take.</source>
        <translation>이 녹음에는 문제가 없습니다.</translation>
    </message>
    <message>
        <source>Take {0}</source>
        <translation>녹음 {0}</translation>
    </message>
    <message>
        <source>▶ {0} (playing)</source>
        <translation>▶ {0}(재생 중)</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0}초</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>소리 없음</translation>
    </message>
    <message>
        <source>very quiet</source>
        <translation>아주 작음</translation>
    </message>
    <message>
        <source>too loud</source>
        <translation>너무 큼</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>잘림</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>소음 많음</translation>
    </message>
    <message>
        <source>wrong length</source>
        <translation>길이가 맞지 않음</translation>
    </message>
    <message>
        <source>there twice</source>
        <translation>두 번 들어 있음</translation>
    </message>
    <message>
        <source>✓ good</source>
        <translation>✓ 좋음</translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message>
        <source>Sound of the take</source>
        <translation>녹음의 소리</translation>
    </message>
    <message>
        <source>P&amp;lay</source>
        <translation>재생(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>지우기(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Undo delete</source>
        <translation>지우기 되돌리기(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Import recordings</source>
        <translation>녹음 가져오기(&amp;I)</translation>
    </message>
    <message>
        <source>Takes of “{0}”</source>
        <translation>“{0}” 녹음</translation>
    </message>
    <message>
        <source>Space or Enter in the list of takes</source>
        <translation>녹음 목록에서 스페이스 또는 Enter</translation>
    </message>
    <message>
        <source>Delete key in the list of takes</source>
        <translation>녹음 목록에서 Delete 키</translation>
    </message>
    <message>
        <source>Ctrl+Z; possible until the project is closed</source>
        <translation>Ctrl+Z. 프로젝트를 닫을 때까지 가능합니다</translation>
    </message>
    <message>
        <source>&amp;Files, as takes of what is chosen…</source>
        <translation>파일을 고른 단어의 녹음으로(&amp;F)…</translation>
    </message>
    <message>
        <source>A fol&amp;der with a folder for each word…</source>
        <translation>단어별 폴더가 든 폴더(&amp;D)…</translation>
    </message>
    <message>
        <source>Or drop files and folders on this page</source>
        <translation>파일이나 폴더를 이 페이지에 끌어다 놓아도 됩니다</translation>
    </message>
    <message>
        <source>Stop p&amp;laying</source>
        <translation>재생 멈춤(&amp;L)</translation>
    </message>
    <message>
        <source>There are no takes of it yet.</source>
        <translation>아직 녹음이 없습니다.</translation>
    </message>
    <message>
        <source>Deleted: {0}. Ctrl+Z puts it back.</source>
        <translation>지웠습니다: {0}. Ctrl+Z를 누르면 되살립니다.</translation>
    </message>
    <message>
        <source>Put back: {0}.</source>
        <translation>되살렸습니다: {0}.</translation>
    </message>
    <message>
        <source>Import recordings</source>
        <translation>녹음 가져오기</translation>
    </message>
    <message>
        <source>Recordings ({0})</source>
        <translation>녹음 ({0})</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
</context>
<context>
    <name>TakesTable</name>
    <message>
        <source>Takes</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>Space or Enter plays a take, Delete deletes it, Ctrl+Z puts it back.</source>
        <translation>스페이스나 Enter를 누르면 녹음을 들려주고, Delete를 누르면 지우고, Ctrl+Z를 누르면 되살립니다.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>No detections yet.</source>
        <translation>아직 감지가 없습니다.</translation>
    </message>
    <message>
        <source>none is selected</source>
        <translation>고른 것 없음</translation>
    </message>
    <message>
        <source>{0} detections; {1}</source>
        <translation>감지 {0}회. {1}</translation>
    </message>
    <message>
        <source>{0} at {1}, score {2} %</source>
        <translation>{1}에 {0}, 점수 {2} %</translation>
    </message>
    <message>
        <source>marked as wrong</source>
        <translation>잘못으로 표시됨</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
</context>
<context>
    <name>TradeoffPlot</name>
    <message>
        <source>bytes of the model, logarithmic</source>
        <translation>모델 바이트(로그 눈금)</translation>
    </message>
    <message>
        <source>clips understood (%)</source>
        <translation>알아들은 소리 조각(%)</translation>
    </message>
    <message>
        <source>There is no model yet.</source>
        <translation>아직 모델이 없습니다.</translation>
    </message>
    <message>
        <source>room on {0}</source>
        <translation>{0}의 공간</translation>
    </message>
    <message>
        <source>Every model by its bytes and by the clips that it understands.</source>
        <translation>모든 모델을 바이트와 알아들은 소리 조각의 비율로 보여 줍니다.</translation>
    </message>
    <message>
        <source>Room on {0}.</source>
        <translation>{0}의 공간.</translation>
    </message>
    <message>
        <source>Best of their size: {0}.</source>
        <translation>같은 크기에서 가장 좋은 것: {0}.</translation>
    </message>
    <message>
        <source>{0}: {1}, {2} %.</source>
        <translation>{0}: {1}, {2} %.</translation>
    </message>
</context>
<context>
    <name>TradeoffTable</name>
    <message>
        <source>Models with all their numbers</source>
        <translation>모델과 모든 수치</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Clips understood</source>
        <translation>알아들은 소리 조각</translation>
    </message>
    <message>
        <source>Words missed</source>
        <translation>놓친 단어</translation>
    </message>
    <message>
        <source>False alarms an hour</source>
        <translation>시간당 오탐</translation>
    </message>
    <message>
        <source>Model bytes</source>
        <translation>모델 바이트</translation>
    </message>
    <message>
        <source>Flash</source>
        <translation>플래시</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Multiplications</source>
        <translation>곱셈 수</translation>
    </message>
    <message>
        <source>Sort b&amp;y:</source>
        <translation>정렬(&amp;Y):</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Try it now</source>
        <translation>지금 해 보기</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Train models on your takes and see how well they hear.</source>
        <translation>내 녹음으로 모델을 학습하고 얼마나 잘 듣는지 봅니다.</translation>
    </message>
    <message>
        <source>Open a project or make a new one on the page Words first.</source>
        <translation>먼저 단어 페이지에서 프로젝트를 열거나 새로 만드세요.</translation>
    </message>
    <message>
        <source>How thorough?</source>
        <translation>얼마나 꼼꼼하게 할까요?</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>학습(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Next: choose a size</source>
        <translation>다음: 크기 고르기(&amp;N)</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>&amp;Model:</source>
        <translation>모델(&amp;M):</translation>
    </message>
    <message>
        <source>Model c&amp;ard…</source>
        <translation>모델 카드(&amp;A)…</translation>
    </message>
    <message>
        <source>What would more takes &amp;buy?</source>
        <translation>더 녹음하면 얼마나 나아질까요?(&amp;B)</translation>
    </message>
    <message>
        <source>Trains a small network on a quarter, a half and all of the takes: minutes.</source>
        <translation>녹음의 4분의 1, 절반, 전부로 작은 신경망을 학습합니다. 몇 분 걸립니다.</translation>
    </message>
    <message>
        <source>Looking ahead</source>
        <translation>내다보기</translation>
    </message>
    <message>
        <source>&amp;Train again</source>
        <translation>다시 학습(&amp;T)</translation>
    </message>
    <message>
        <source>! Takes or words have changed since {0} was trained. It stays in use until you train again.</source>
        <translation>! {0} 모델을 학습한 뒤로 녹음이나 단어가 바뀌었습니다. 다시 학습할 때까지 이 모델을 계속 씁니다.</translation>
    </message>
    <message>
        <source>! Few takes of: {0}. It can be trained, but {1} or more of each work far better.</source>
        <translation>! 녹음이 적은 단어: {0}. 학습할 수는 있지만 각각 {1}개 이상이면 훨씬 낫습니다.</translation>
    </message>
    <message>
        <source>Record takes on the page Record first. There are none of: {0}.</source>
        <translation>먼저 녹음 페이지에서 녹음하세요. 녹음이 없는 단어: {0}.</translation>
    </message>
    <message>
        <source>{0} (chosen, out of date)</source>
        <translation>{0}(선택됨, 오래됨)</translation>
    </message>
    <message>
        <source>{0} (chosen)</source>
        <translation>{0}(선택됨)</translation>
    </message>
    <message>
        <source>{0} (out of date)</source>
        <translation>{0}(오래됨)</translation>
    </message>
    <message>
        <source>The training is done. {0}</source>
        <translation>학습이 끝났습니다. {0}</translation>
    </message>
</context>
<context>
    <name>TryoutPanel</name>
    <message>
        <source>Try it now</source>
        <translation>지금 해 보기</translation>
    </message>
    <message>
        <source>Last word heard</source>
        <translation>마지막으로 들은 단어</translation>
    </message>
    <message>
        <source>Scores now</source>
        <translation>지금 점수</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>마이크</translation>
    </message>
    <message>
        <source>Stop l&amp;istening</source>
        <translation>듣기 멈춤(&amp;I)</translation>
    </message>
    <message>
        <source>Try &amp;it now</source>
        <translation>지금 해 보기(&amp;I)</translation>
    </message>
    <message>
        <source>There is no model to try yet: train one first.</source>
        <translation>아직 해 볼 모델이 없습니다. 먼저 학습하세요.</translation>
    </message>
    <message>
        <source>Starting to listen…</source>
        <translation>듣기 시작하는 중…</translation>
    </message>
    <message>
        <source>Listening through this computer’s microphone.</source>
        <translation>이 컴퓨터의 마이크로 듣는 중입니다.</translation>
    </message>
    <message>
        <source>The model listens through this computer’s microphone; no board is needed.</source>
        <translation>모델이 이 컴퓨터의 마이크로 듣습니다. 보드는 필요 없습니다.</translation>
    </message>
    <message>
        <source>Say: {0}</source>
        <translation>말해 보세요: {0}</translation>
    </message>
</context>
<context>
    <name>VerdictBar</name>
    <message>
        <source>✕ That was &amp;wrong</source>
        <translation>✕ 잘못 들었음(&amp;W)</translation>
    </message>
    <message>
        <source>Counts as a false alarm; its sound trains the next model ({0})</source>
        <translation>오탐으로 세고, 그 소리를 다음 모델의 학습에 씁니다({0})</translation>
    </message>
    <message>
        <source>+ &amp;Missed me</source>
        <translation>+ 못 들었음(&amp;M)</translation>
    </message>
    <message>
        <source>The word you just said was not heard: it trains the next model ({0})</source>
        <translation>방금 말한 단어를 듣지 못했습니다. 다음 모델의 학습에 씁니다({0})</translation>
    </message>
    <message>
        <source>↶ Un&amp;do</source>
        <translation>↶ 되돌리기(&amp;D)</translation>
    </message>
    <message>
        <source>→ Tra&amp;in with them</source>
        <translation>→ 이것으로 학습하기(&amp;I)</translation>
    </message>
    <message>
        <source>Which word was missed?</source>
        <translation>어느 단어를 놓쳤습니까?</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>바로잡기</translation>
    </message>
    <message>
        <source>After a detection you can say that it was wrong.</source>
        <translation>감지한 뒤에 그것이 잘못이었다고 알려 줄 수 있습니다.</translation>
    </message>
    <message>
        <source>“{0}” at {1} is marked as wrong.</source>
        <translation>{1}의 “{0}” 감지를 잘못으로 표시했습니다.</translation>
    </message>
    <message>
        <source>This is about “{0}” at {1}.</source>
        <translation>{1}의 “{0}” 감지입니다.</translation>
    </message>
    <message>
        <source>Corrections that wait for the next training: {0}</source>
        <translation>다음 학습을 기다리는 바로잡기: {0}</translation>
    </message>
    <message>
        <source>✓ Kept: {0} s of what it is not.</source>
        <translation>✓ 저장했습니다: 단어가 아닌 소리 {0}초.</translation>
    </message>
    <message>
        <source>✓ Kept: {0} s as a take of “{1}”.</source>
        <translation>✓ 저장했습니다: “{1}” 녹음 {0}초.</translation>
    </message>
    <message>
        <source>✓ Taken back; the recording is deleted.</source>
        <translation>✓ 되돌렸습니다. 녹음을 지웠습니다.</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>The detection counts as wrong, but its sound is not known.</source>
        <translation>잘못된 감지로 세지만, 그 소리는 남아 있지 않습니다.</translation>
    </message>
    <message>
        <source>Boards on a USB port of their own can send their sound: switch that on.</source>
        <translation>자체 USB 포트가 있는 보드는 소리를 보낼 수 있습니다. 그 기능을 켜세요.</translation>
    </message>
    <message>
        <source>There is no sound to keep: this board has not sent any.</source>
        <translation>저장할 소리가 없습니다. 이 보드는 소리를 보내지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>WaitingPanel</name>
    <message>
        <source>Go to “{0}”</source>
        <translation>“{0}” 페이지로 가기</translation>
    </message>
</context>
<context>
    <name>Waveform</name>
    <message>
        <source>There is no sound to show.</source>
        <translation>보여 줄 소리가 없습니다.</translation>
    </message>
</context>
<context>
    <name>WiringPicture</name>
    <message>
        <source>Picture of the wiring</source>
        <translation>배선 그림</translation>
    </message>
    <message>
        <source>No board is chosen.</source>
        <translation>고른 보드가 없습니다.</translation>
    </message>
</context>
<context>
    <name>WiringView</name>
    <message>
        <source>Microphone</source>
        <translation>마이크</translation>
    </message>
    <message>
        <source>Wires</source>
        <translation>배선</translation>
    </message>
    <message>
        <source>&amp;Microphone</source>
        <translation>마이크(&amp;M)</translation>
    </message>
    <message>
        <source>Microphone: {0}</source>
        <translation>마이크: {0}</translation>
    </message>
    <message>
        <source>There is nothing to wire.</source>
        <translation>연결할 선이 없습니다.</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>보드</translation>
    </message>
    <message>
        <source>For</source>
        <translation>용도</translation>
    </message>
</context>
<context>
    <name>WordAdvice</name>
    <message>
        <source>Advice on the words</source>
        <translation>단어에 대한 조언</translation>
    </message>
    <message>
        <source>✓ Nothing to say against these words.</source>
        <translation>✓ 이 단어들에는 문제가 없습니다.</translation>
    </message>
    <message>
        <source>Judged {0}.</source>
        <translation>판단 기준: {0}.</translation>
    </message>
    <message>
        <source>✗ Serious: {0}</source>
        <translation>✗ 중요: {0}</translation>
    </message>
    <message>
        <source>! Mind: {0}</source>
        <translation>! 참고: {0}</translation>
    </message>
</context>
<context>
    <name>WordCard</name>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename {0}</source>
        <translation>{0} 이름 바꾸기</translation>
    </message>
    <message>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation>제거: {0}</translation>
    </message>
    <message>
        <source>✓ Sends a line over the serial port, always.</source>
        <translation>✓ 언제나 시리얼 포트로 한 줄을 보냅니다.</translation>
    </message>
    <message>
        <source>Takes: {0}</source>
        <translation>녹음: {0}</translation>
    </message>
    <message>
        <source>New name of {0}</source>
        <translation>{0}의 새 이름</translation>
    </message>
    <message>
        <source>Enter renames, Esc leaves the name as it is.</source>
        <translation>Enter를 누르면 이름이 바뀌고, Esc를 누르면 그대로 둡니다.</translation>
    </message>
    <message>
        <source>Also let it…</source>
        <translation>다른 일도 시키기…</translation>
    </message>
    <message>
        <source>Let {0} do something more</source>
        <translation>{0}: 다른 일도 시키기</translation>
    </message>
</context>
<context>
    <name>WordEntry</name>
    <message>
        <source>&amp;Word or sound</source>
        <translation>단어 또는 소리(&amp;W)</translation>
    </message>
    <message>
        <source>Word or sound</source>
        <translation>단어 또는 소리</translation>
    </message>
    <message>
        <source>e.g. hey lantern, hola lámpara, double clap</source>
        <translation>예: 헤이 랜턴, 불 켜 줘, 박수 두 번</translation>
    </message>
    <message>
        <source>Several words may be typed with commas between them.</source>
        <translation>쉼표로 나누어 여러 단어를 한꺼번에 적을 수 있습니다.</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>추가(&amp;A)</translation>
    </message>
    <message>
        <source>Add the word</source>
        <translation>단어 추가</translation>
    </message>
    <message>
        <source>{0} was added.</source>
        <translation>추가했습니다: {0}.</translation>
    </message>
</context>
<context>
    <name>WordsPage</name>
    <message>
        <source>Words</source>
        <translation>단어</translation>
    </message>
    <message>
        <source>Name a project and the words or sounds that the chip shall hear.</source>
        <translation>프로젝트 이름과, 칩이 들을 단어나 소리를 정합니다.</translation>
    </message>
</context>
<context>
    <name>WordsPanel</name>
    <message>
        <source>Spo&amp;ken in</source>
        <translation>말하는 언어(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>되돌리기(&amp;U)</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>허용</translation>
    </message>
    <message>
        <source>Words of this project press keys, run programs or call web addresses here. Look at them before you allow that, above all in a project that somebody gave you.</source>
        <translation>이 프로젝트의 단어는 이 컴퓨터에서 키를 누르거나, 프로그램을 실행하거나, 웹 주소를 부릅니다. 특히 남에게서 받은 프로젝트라면, 허용하기 전에 무엇을 하는지 살펴보세요.</translation>
    </message>
    <message>
        <source>A&amp;llow that for this project</source>
        <translation>이 프로젝트에 허용(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Record these words</source>
        <translation>이 단어 녹음하기(&amp;R)</translation>
    </message>
    <message>
        <source>Another pro&amp;ject…</source>
        <translation>다른 프로젝트(&amp;J)…</translation>
    </message>
    <message>
        <source>“{0}” is called “{1}” now.</source>
        <translation>이제 “{0}”의 이름은 “{1}”입니다.</translation>
    </message>
    <message>
        <source>Models know it by its new name after the next training.</source>
        <translation>모델은 다음 학습이 끝나야 새 이름을 압니다.</translation>
    </message>
    <message>
        <source>{0} was removed.</source>
        <translation>제거했습니다: {0}.</translation>
    </message>
    <message>
        <source>Its {0} takes stay in the project; they count again if you add the word again.</source>
        <translation>녹음 {0}개는 프로젝트에 남아 있습니다. 단어를 다시 추가하면 다시 쓰입니다.</translation>
    </message>
</context>
<context>
    <name>_CurvePlot</name>
    <message>
        <source>{0}, {1} % done: {2}</source>
        <translation>{0}, {1} % 진행: {2}</translation>
    </message>
</context>
</TS>
