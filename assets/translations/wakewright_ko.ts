<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Switch a pin of the board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press a key or type, as a USB keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run a program on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call a web address from this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a message over the whole screen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ActionRow</name>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. a program and its arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. http://lamp.local/on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. Somebody is at the door</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdviceList</name>
    <message>
        <source>Advice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening to your words and takes for advice…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Nothing to say against your words and takes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Serious: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>! Mind: {0}</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BigWord</name>
    <message>
        <source>Heard: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score {0} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} min ago</source>
        <translation type="unfinished"></translation>
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
</context>
<context>
    <name>CardDialog</name>
    <message>
        <source>Model card: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the model card</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. ctrl+alt+l or f5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. Good night</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LabelList</name>
    <message>
        <source>What to record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too few to train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more would help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>would help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enough</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used for advice on how words sound; training needs no language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As their letters say</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelBar</name>
    <message>
        <source>not known yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✕ no sound at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ quiet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ somebody speaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✕ too loud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1} dB</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Level of the microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} decibels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quiet: speak, or come nearer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too loud: move away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ListenPage</name>
    <message>
        <source>Listen</source>
        <translation>듣기</translation>
    </message>
    <message>
        <source>Watch what the board hears.</source>
        <translation>보드가 듣는 것을 지켜봅니다.</translation>
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
        <source>Esc: cancel what is running on this page</source>
        <translation>Esc: 이 페이지에서 실행 중인 일 취소</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Wakewright teaches a small chip your words. Recordings and models stay on this computer. Apache License 2.0; licences of what is bundled are in assets/LICENSES.md.</source>
        <translation>Wakewright는 작은 칩에 내 단어를 가르칩니다. 녹음과 모델은 이 컴퓨터에만 있습니다. Apache License 2.0. 함께 제공되는 것의 라이선스는 assets/LICENSES.md에 있습니다.</translation>
    </message>
    <message>
        <source>About Wakewright</source>
        <translation>Wakewright 정보</translation>
    </message>
</context>
<context>
    <name>PinFields</name>
    <message>
        <source>{0}: which pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: what it does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high for a moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the other way round</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: how long, in milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PresetChoice</name>
    <message>
        <source>How thorough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quick</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Standard (advised)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Th&amp;orough</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordPage</name>
    <message>
        <source>Record</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>Record takes of each word; nothing needs pressing while you speak.</source>
        <translation>단어마다 여러 번 녹음합니다. 말하는 동안 아무것도 누르지 않아도 됩니다.</translation>
    </message>
</context>
<context>
    <name>RecordPrompt</name>
    <message>
        <source>Takes recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound of the last seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the microphone …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the room sound as it always does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk or read aloud, without your words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say any other word, each time another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say another word, e.g. “{0}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} pieces of 10 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} times, with a pause after each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Start once. Then nothing needs pressing: just speak.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It goes on by itself when the microphone is back. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⚠ Once more: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● Hearing you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Kept. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening: speak when you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The microphone is off.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordingSetup</name>
    <message>
        <source>Each person gets a name, so that all are heard equally.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much quiet ends a word, and how long the pauses are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on to the ne&amp;xt word that lacks takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play &amp;each take after it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spea&amp;ker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ta&amp;kes now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pa&amp;ce</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Piec&amp;es of 10 s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>What was said and what was heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speakers and groups, the worst first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows: what was said. Columns: what the model heard. ✓ is right, ✗ is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it takes for what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is understood worst</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too few takes to test on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no sound without a word to listen to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>surely below {0}; {1} in {2} minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clips understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words missed in a room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>False alarms an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>between {0} and {1}; {2} tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Said {0}, heard {1}: {2} of {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaker or group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation type="unfinished"></translation>
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
        <source>other words</source>
        <translation>다른 말</translation>
    </message>
    <message>
        <source>no word</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowWords</name>
    <message>
        <source>chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} ({1} to {2})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (surely below {1})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} million</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: model {1}, clips understood {2}, words missed {3}, false alarms an hour {4}, flash {5}, RAM {6}, multiplications for a decision {7}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ fits on: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of flash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of RAM</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ does not fit on: {0}, which lacks {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ScoreBars</name>
    <message>
        <source>{0}: {1} %, fires at {2} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShrinkPage</name>
    <message>
        <source>Shrink</source>
        <translation>줄이기</translation>
    </message>
    <message>
        <source>Choose between small and accurate.</source>
        <translation>작은 모델과 정확한 모델 사이에서 고릅니다.</translation>
    </message>
</context>
<context>
    <name>StartPanel</name>
    <message>
        <source>A new project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. Desk lamp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder that the project is made in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spo&amp;ken in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any language, any script. A sound works, too, as long as you can repeat it: a whistle, two claps, a hum. Give it a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create the pro&amp;ject</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Back to the open project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look around first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sample project has recordings and trained models of two phrases. It can be put on a virtual board and listened to at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;sample project</source>
        <translation>예제 프로젝트 열기(&amp;S)</translation>
    </message>
    <message>
        <source>Sample project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects that you open are listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open another…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a word first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a project of this name in the folder already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where shall the project go?</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right answers while making it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>channels removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights grouped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained for whole numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made of 8-bit numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made slim</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>encoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↩ undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TakesModel</name>
    <message>
        <source>Take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is wrong with this take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▶ {0} (playing)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>very quiet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too loud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noisy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ good</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TakesTable</name>
    <message>
        <source>Takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space or Enter plays a take, Delete deletes it, Ctrl+Z puts it back.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TradeoffPlot</name>
    <message>
        <source>bytes of the model, logarithmic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clips understood (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>room on {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every model by its bytes and by the clips that it understands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room on {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best of their size: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {0}: {1}, {2} %.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How thorough?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next: choose a size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Model:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model c&amp;ard…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would more takes &amp;buy?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trains a small network on a quarter, a half and all of the takes: minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking ahead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>! Takes or words have changed since {0} was trained. It stays in use until you train again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>! Few takes of: {0}. It can be trained, but {1} or more of each work far better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record takes on the page Record first. There are none of: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (chosen, out of date)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (chosen)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (out of date)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TryoutPanel</name>
    <message>
        <source>Try it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last word heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop l&amp;istening</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try &amp;it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no model to try yet: train one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting to listen…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listening through this computer’s microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model listens through this computer’s microphone; no board is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>The detection counts as wrong, but its sound is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boards on a USB port of their own can send their sound: switch that on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no sound to keep: this board has not sent any.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WordAdvice</name>
    <message>
        <source>Advice on the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Nothing to say against these words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judged {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Serious: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>! Mind: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WordCard</name>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Sends a line over the serial port, always.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also let it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let {0} do something more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WordEntry</name>
    <message>
        <source>&amp;Word or sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word or sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e.g. hey lantern, 불 켜 줘, double clap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several words may be typed with commas between them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was added.</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words of this project run programs or call web addresses here. Look at them before you allow that, above all in a project that somebody gave you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A&amp;llow that for this project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Record these words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another pro&amp;ject…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its {0} takes stay in the project; they count again if you add the word again.</source>
        <translation type="unfinished"></translation>
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
