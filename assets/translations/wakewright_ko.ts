<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
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
    <name>TrainPage</name>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Train models on your takes and see how well they hear.</source>
        <translation>내 녹음으로 모델을 학습하고 얼마나 잘 듣는지 봅니다.</translation>
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
    <name>_CurvePlot</name>
    <message>
        <source>{0}, {1} % done: {2}</source>
        <translation>{0}, {1} % 진행: {2}</translation>
    </message>
</context>
</TS>
